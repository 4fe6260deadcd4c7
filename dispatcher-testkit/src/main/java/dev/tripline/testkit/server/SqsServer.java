package dev.tripline.testkit.server;

import java.net.URI;
import org.apache.pekko.http.scaladsl.Http;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;
import software.amazon.awssdk.services.sqs.SqsClient;

/// A server in this JVM that speaks the SQS protocol, kept in memory: standard and FIFO queues, long
/// polls, visibility, redrive and message move tasks. Any access key will do.
///
/// Known to differ from AWS: one node, so a poll sees every message there is and queues are ordered
/// even where AWS promises nothing; no limit on messages in flight, on calls a second or on the age
/// of a receipt; nothing is throttled; queue attributes apply at once; what it holds is gone when it
/// ends, so there is no restart to test.
public final class SqsServer implements AutoCloseable {

  private final SQSRestServer server;
  private final int port;

  private SqsServer(SQSRestServer server, int port) {
    this.server = server;
    this.port = port;
  }

  /// Starts one; blocks until it answers.
  public static SqsServer start() {
    SQSRestServer server =
        SQSRestServerBuilder.withInterface("127.0.0.1")
            .withDynamicPort()
            .withAWSRegion(LocalAws.REGION)
            .withAWSAccountId(LocalAws.ACCOUNT)
            .start();
    Http.ServerBinding binding = server.waitUntilStarted();
    return new SqsServer(server, binding.localAddress().getPort());
  }

  /// The endpoint for clients.
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /// A new client, to be closed by the caller.
  public SqsClient client() {
    return LocalAws.at(endpoint(), SqsClient.builder()).build();
  }

  /// The URL under which a queue of that name is found once it exists.
  public String queueUrl(String name) {
    return endpoint() + "/" + LocalAws.ACCOUNT + "/" + name;
  }

  /// The ARN of a queue of that name.
  public static String queueArn(String name) {
    return "arn:aws:sqs:" + LocalAws.REGION + ":" + LocalAws.ACCOUNT + ":" + name;
  }

  @Override
  public void close() {
    server.stopAndWait();
  }
}
