package dev.tripline.dispatcher.example;

import dev.tripline.testkit.server.DynamoDbServer;
import dev.tripline.testkit.server.KafkaServer;
import dev.tripline.testkit.server.KinesisServer;
import dev.tripline.testkit.server.MariaDbServer;
import dev.tripline.testkit.server.PostgresServer;
import dev.tripline.testkit.server.RabbitServer;
import dev.tripline.testkit.server.S3Server;
import dev.tripline.testkit.server.SqsServer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The server that a page names, for as long as the page is run.
///
/// @param addresses those of the page, each followed by the server's
/// @param end stops it
record PageServer(List<String> addresses, Runnable end) implements AutoCloseable {

  private record Way(Supplier<Optional<String>> whyUnavailable, Supplier<PageServer> start) {}

  private static final Way NONE =
      new Way(Optional::empty, () -> new PageServer(List.of(), () -> {}));

  private static final Map<String, Way> WAYS =
      Map.of(
          "dynamodb",
          new Way(
              DynamoDbServer::whyUnavailable,
              () -> {
                DynamoDbServer server = DynamoDbServer.start();
                return new PageServer(port("8000", server.endpoint()), server::close);
              }),
          "kafka",
          new Way(
              Optional::empty,
              () -> {
                KafkaServer server = KafkaServer.start();
                server.createTopic("movements", 1);
                String port = server.bootstrapServers().replaceFirst(".*:", "");
                return new PageServer(List.of("9092", port), server::close);
              }),
          "kinesis",
          new Way(
              KinesisServer::whyUnavailable,
              () -> {
                KinesisServer server = KinesisServer.start();
                return new PageServer(port("4567", server.endpoint()), server::close);
              }),
          "mariadb",
          new Way(
              MariaDbServer::whyUnavailable,
              () -> {
                MariaDbServer server = MariaDbServer.start();
                return new PageServer(List.of("3306", "" + server.port()), server::close);
              }),
          "postgresql",
          new Way(
              Optional::empty,
              () -> {
                PostgresServer server = PostgresServer.startLogical(Map.of());
                return new PageServer(List.of("5432", "" + server.port()), server::close);
              }),
          "rabbitmq",
          new Way(
              RabbitServer::whyUnavailable,
              () -> {
                RabbitServer server = RabbitServer.startManaged();
                return new PageServer(
                    List.of("15672", "" + server.managementPort(), "5672", "" + server.port()),
                    server::close);
              }),
          "s3-listing",
          new Way(
              Optional::empty,
              () -> {
                S3Server server = S3Server.start();
                return new PageServer(port("8080", server.endpoint()), server::close);
              }),
          "sqs",
          new Way(
              Optional::empty,
              () -> {
                SqsServer server = SqsServer.start();
                return new PageServer(port("9324", server.endpoint()), server::close);
              }));

  /// Why the page's server is not here; empty if it is, or if the page has none.
  static Optional<String> whyUnavailable(String page) {
    return WAYS.getOrDefault(page, NONE).whyUnavailable().get();
  }

  /// Blocks until it answers.
  static PageServer start(String page) {
    return WAYS.getOrDefault(page, NONE).start().get();
  }

  private static List<String> port(String shown, URI endpoint) {
    return List.of(shown, Integer.toString(endpoint.getPort()));
  }

  @Override
  public void close() {
    end.run();
  }
}
