package dev.tripline.dispatcher.lambdaapi.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tripline.delivery.DeliveryBench;
import dev.tripline.dispatcher.lambdaapi.RunningDispatcher;
import dev.tripline.testkit.server.KafkaSecurity;
import dev.tripline.testkit.server.KafkaServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.EndPointType;
import software.amazon.awssdk.services.lambda.model.SourceAccessConfiguration;
import software.amazon.awssdk.services.lambda.model.SourceAccessType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A mapping runs, changes, stops and starts, on a real Kafka whose secrets are kept here.
class MappedKafkaTest {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String SECRET = "arn:aws:secretsmanager:us-east-1:000000000000:secret:";

  @TempDir Path data;
  private final ConcurrentSkipListSet<String> received = new ConcurrentSkipListSet<>();

  private HttpServer sink() throws Exception {
    HttpServer sink =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    sink.createContext(
        "/",
        exchange -> {
          JsonNode event = JSON.readTree(exchange.getRequestBody().readAllBytes());
          for (JsonNode partition : event.path("records")) {
            partition.forEach(record ->
                received.add(
                    new String(
                        Base64.getDecoder().decode(record.path("value").asString()),
                        StandardCharsets.UTF_8)));
          }
          exchange.sendResponseHeaders(200, 2);
          exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
          exchange.close();
        });
    sink.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    sink.start();
    return sink;
  }

  private static void send(RunningDispatcher dispatcher, String method, String path, JsonNode body)
      throws Exception {
    HttpResponse<String> answer = dispatcher.send(method, path, body.toString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  private static void await(BooleanSupplier condition) {
    DeliveryBench.await(condition, Duration.ofSeconds(60));
  }

  private static void publish(KafkaServer kafka, String topic, String... values) {
    Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers());
    try (var producer =
        new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
      for (String value : values) {
        var _ = producer.send(new ProducerRecord<>(topic, value));
      }
    }
  }

  @Test
  void a_mapping_of_a_secured_cluster_runs_stops_and_goes_on() throws Exception {
    HttpServer sink = sink();
    try (KafkaServer kafka = KafkaServer.startSecured();
        RunningDispatcher dispatcher =
            RunningDispatcher.start(data, "--tripline.endpoints.allow=127.0.0.1")) {
      kafka.createTopic("tls", 2);
      kafka.createTopic("scram", 1);
      endpoint(dispatcher, sink);
      KafkaSecurity security = kafka.security();
      put(dispatcher, "ca", Map.of("certificate", Files.readString(security.certificate())));
      put(
          dispatcher,
          "login",
          Map.of("username", KafkaSecurity.USER, "password", KafkaSecurity.PASSWORD));

      LambdaClient lambda = dispatcher.lambda();
      String uuid = create(lambda, security.sslBootstrapServers());
      await(() -> state(lambda, uuid).equals("Enabled"));
      publish(kafka, "tls", "a", "b", "c");
      await(() -> received.containsAll(List.of("a", "b", "c")));
      await(() ->
          lambda.getEventSourceMapping(b -> b.uuid(uuid)).lastProcessingResult().equals("OK"));

      assertThat(lambda.updateEventSourceMapping(b -> b.uuid(uuid).enabled(false)).state())
          .isEqualTo("Disabling");
      await(() -> state(lambda, uuid).equals("Disabled"));
      publish(kafka, "tls", "d");
      assertThat(
              lambda.updateEventSourceMapping(b -> b.uuid(uuid).enabled(true).batchSize(1)).state())
          .isEqualTo("Enabling");
      await(() -> received.contains("d"));

      var trigger = JSON.createObjectNode().put("name", "scram").put("function", "sink");
      var source = trigger.putObject("source").put("kind", "kafka").put("topic", "scram");
      source.putArray("bootstrapServers").add(security.saslBootstrapServers());
      source.putObject("sasl").put("password", "secret:login");
      send(dispatcher, "POST", "/v1/triggers", trigger);
      publish(kafka, "scram", "e");
      await(() -> received.contains("e"));
      var shown =
          lambda.listEventSourceMappings(b -> b.functionName("sink")).eventSourceMappings().stream()
              .filter(mapping -> mapping.topics().contains("scram"))
              .findFirst()
              .orElseThrow();
      assertThat(shown.sourceAccessConfigurations())
          .containsExactly(
              SourceAccessConfiguration.builder()
                  .type(SourceAccessType.SASL_SCRAM_512_AUTH)
                  .uri(SECRET + "login")
                  .build());
    } finally {
      sink.stop(0);
    }
  }

  @Test
  void a_mapping_without_access_configurations_reads_an_open_cluster() throws Exception {
    HttpServer sink = sink();
    try (KafkaServer kafka = KafkaServer.start();
        RunningDispatcher dispatcher =
            RunningDispatcher.start(data, "--tripline.endpoints.allow=127.0.0.1")) {
      kafka.createTopic("orders", 1);
      endpoint(dispatcher, sink);
      dispatcher
          .lambda()
          .createEventSourceMapping(b ->
              b.functionName("sink")
                  .topics("orders")
                  .startingPosition("TRIM_HORIZON")
                  .batchSize(500)
                  .maximumRetryAttempts(3)
                  .bisectBatchOnFunctionError(true)
                  .selfManagedEventSource(s ->
                      s.endpoints(
                          Map.of(
                              EndPointType.KAFKA_BOOTSTRAP_SERVERS,
                              List.of(kafka.bootstrapServers())))));
      publish(kafka, "orders", "open");
      await(() -> received.contains("open"));
    } finally {
      sink.stop(0);
    }
  }

  @Test
  void a_mapping_may_be_made_before_its_secret_is() throws Exception {
    HttpServer sink = sink();
    try (KafkaServer kafka = KafkaServer.startSecured();
        RunningDispatcher dispatcher =
            RunningDispatcher.start(
                data,
                "--tripline.endpoints.allow=127.0.0.1",
                "--tripline.triggers.max-backoff=1s")) {
      kafka.createTopic("tls", 1);
      endpoint(dispatcher, sink);
      LambdaClient lambda = dispatcher.lambda();
      String uuid = create(lambda, kafka.security().sslBootstrapServers());
      await(() -> reason(lambda, uuid).contains("there is no secret ca"));
      assertThat(lambda.getEventSourceMapping(b -> b.uuid(uuid)).lastProcessingResult())
          .startsWith("PROBLEM: ")
          .contains("there is no secret ca", "/v1/secrets/NAME");
      String certificate = Files.readString(kafka.security().certificate());
      put(dispatcher, "ca", Map.of("certificate", certificate));
      publish(kafka, "tls", "late");
      await(() -> received.contains("late"));
      await(() -> reason(lambda, uuid).equals("USER_INITIATED"));
    } finally {
      sink.stop(0);
    }
  }

  private static String reason(LambdaClient lambda, String uuid) {
    return lambda.getEventSourceMapping(b -> b.uuid(uuid)).stateTransitionReason();
  }

  private static void endpoint(RunningDispatcher dispatcher, HttpServer sink) throws Exception {
    String url = "http://127.0.0.1:" + sink.getAddress().getPort() + "/";
    var function = JSON.createObjectNode().put("name", "sink").put("url", url);
    send(dispatcher, "POST", "/v1/functions", function);
  }

  private static void put(RunningDispatcher dispatcher, String name, Map<String, String> members)
      throws Exception {
    var body = JSON.createObjectNode();
    var value = body.putObject("value");
    members.forEach(value::put);
    send(dispatcher, "PUT", "/v1/secrets/" + name, body);
  }

  private static String create(LambdaClient lambda, String servers) {
    return lambda
        .createEventSourceMapping(b ->
            b.functionName("sink")
                .topics("tls")
                .startingPosition("TRIM_HORIZON")
                .selfManagedEventSource(s ->
                    s.endpoints(Map.of(EndPointType.KAFKA_BOOTSTRAP_SERVERS, List.of(servers))))
                .sourceAccessConfigurations(
                    SourceAccessConfiguration.builder()
                        .type(SourceAccessType.SERVER_ROOT_CA_CERTIFICATE)
                        .uri(SECRET + "ca")
                        .build()))
        .uuid();
  }

  private static String state(LambdaClient lambda, String uuid) {
    return lambda.getEventSourceMapping(b -> b.uuid(uuid)).state();
  }
}
