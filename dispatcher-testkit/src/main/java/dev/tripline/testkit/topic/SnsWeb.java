package dev.tripline.testkit.topic;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// The host of SNS over TLS: its certificates, and where subscriptions are confirmed.
public final class SnsWeb implements AutoCloseable {
  private final HttpsServer server;
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile @Nullable String redirect;

  /// @param identity whose certificate names the host
  public SnsWeb(CertificateAuthority.Identity identity) {
    try {
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setHttpsConfigurator(new HttpsConfigurator(identity.server()));
    server.createContext("/", this::answer);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  /// Serves these bytes at a path.
  public void serve(String path, byte[] bytes) {
    files.put(path, bytes);
  }

  /// Answers everything with a redirect to this address; null for none.
  public void redirectTo(@Nullable String address) {
    redirect = address;
  }

  /// What was asked for, with its query.
  public List<String> requests() {
    return List.copyOf(requests);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String asked = exchange.getRequestURI().toString();
    requests.add(asked);
    String elsewhere = redirect;
    byte[] body = files.get(exchange.getRequestURI().getPath());
    if (elsewhere != null) {
      exchange.getResponseHeaders().add("Location", elsewhere);
      exchange.sendResponseHeaders(302, -1);
    } else if (asked.contains("Action=ConfirmSubscription")) {
      exchange.sendResponseHeaders(200, 0);
    } else if (body == null) {
      exchange.sendResponseHeaders(404, -1);
    } else {
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
