package dev.tripline.build;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import software.amazon.dynamodb.services.local.main.ServerRunner;
import software.amazon.dynamodb.services.local.server.DynamoDBProxyServer;
import software.amazon.dynamodb.services.local.shared.access.AmazonDynamoDBLocal;

/// DynamoDB Local on 127.0.0.1 alone; its own main class listens on every address. Takes the same
/// arguments. A line `rollover` on standard input ends every active shard of every stream and begins
/// its child, which the server otherwise does after hours; `rolled over` on standard output answers.
public final class LoopbackDynamoDb {
  private LoopbackDynamoDb() {}

  public static void main(String[] arguments) throws Exception {
    DynamoDBProxyServer proxy = ServerRunner.createServerFromCommandLineArgs(arguments);
    Server server = (Server) field(proxy, "server");
    for (Connector connector : server.getConnectors()) {
      ((ServerConnector) connector).setHost("127.0.0.1");
    }
    proxy.start();
    Object requests = field(field(proxy, "serverHandler"), "primaryHandler");
    Map<?, ?> databases = (Map<?, ?>) field(requests, "dbRequestHandlers");
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      if (line.equals("rollover")) {
        databases.values().forEach(one -> ((AmazonDynamoDBLocal) one).triggerShardRollovers());
        System.out.println("rolled over");
      }
    }
    // Whoever started this server is gone.
    proxy.stop();
    System.exit(0);
  }

  /// The server has no other way in.
  private static Object field(Object of, String name) throws ReflectiveOperationException {
    for (Class<?> type = of.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (field.getName().equals(name)) {
          field.setAccessible(true);
          return field.get(of);
        }
      }
    }
    throw new NoSuchFieldException(name);
  }
}
