package dev.tripline.dispatcher.destination;

import static dev.tripline.delivery.DeliveryBench.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tripline.delivery.AsyncSettings;
import dev.tripline.delivery.DeliveryBench;
import dev.tripline.delivery.DeliveryEvent;
import dev.tripline.delivery.ScriptedFunctions;
import dev.tripline.delivery.lease.HeldClaims;
import dev.tripline.dispatcher.connection.ConnectionSettings;
import dev.tripline.dispatcher.function.http.GuardedHttp;
import dev.tripline.dispatcher.rest.AsyncApiDocument;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import dev.tripline.retry.RetryRules;
import dev.tripline.spi.invocation.Lineage;
import dev.tripline.spi.store.NodeLease;
import dev.tripline.spi.store.Outbox;
import dev.tripline.testkit.server.AmqpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.amqp.rabbit.core.RabbitTemplate;

class OutboxSenderTest {
  private static final DestinationSettings QUICK =
      new DestinationSettings(
          4,
          Duration.ofSeconds(5),
          Duration.ofSeconds(1),
          Duration.ofSeconds(4),
          Duration.ofSeconds(10),
          Duration.ofMillis(20));

  @TempDir Path directory;
  private final ScriptedFunctions functions =
      new ScriptedFunctions().with("bad", _ -> ScriptedFunctions.error("Boom"));
  private final Queue<DeliveryEvent> events = new ConcurrentLinkedQueue<>();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable resource : open.reversed()) {
      resource.close();
    }
  }

  @Test
  void a_record_invokes_another_function_one_step_deeper() {
    functions.with("next", _ -> ScriptedFunctions.ok());
    failTo(ScriptedFunctions.ARN + "next", null);
    DeliveryBench bench = start(new ConnectionSettings(Map.of()));
    bench.send("bad", "{\"n\":1}");
    await(() -> functions.requestsTo("next").size() == 1);
    var request = functions.requestsTo("next").getFirst();
    assertThat(request.recursionDepth()).isEqualTo(1);
    String record = new String(request.payload().toByteArray(), StandardCharsets.UTF_8);
    AsyncApiDocument.check("function", "InvocationRecord", record);
    assertThat(record)
        .contains("\"condition\":\"RetriesExhausted\"", "\"requestPayload\":{\"n\":1}");
    await(() -> sent() == 1);
  }

  @Test
  void functions_that_invoke_each_other_are_stopped_at_the_sixteenth_invocation() {
    functions
        .with("loop", _ -> ScriptedFunctions.ok())
        .with(
            "loop", new AsyncSettings(RetryRules.AWS, ScriptedFunctions.ARN + "loop", null, null));
    DeliveryBench bench = start(new ConnectionSettings(Map.of()));
    bench.send("loop");
    await(() -> bench.signals.figures().deadLettered() == 1);
    assertThat(functions.requestsTo("loop")).hasSize(16);
    assertThat(bench.deadLetters().getFirst().reason()).isEqualTo("RecursionLimitExceeded");
  }

  @Test
  void http_destination_is_tried_again_until_it_takes_the_message() throws IOException {
    AtomicInteger calls = new AtomicInteger();
    Queue<String> bodies = new ConcurrentLinkedQueue<>();
    Queue<String> traces = new ConcurrentLinkedQueue<>();
    Map<String, String> headers = new ConcurrentHashMap<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    open.add(() -> server.stop(0));
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.getRequestHeaders().forEach((name, all) -> headers.put(name, all.getFirst()));
            traces.add(exchange.getRequestHeaders().getFirst("X-Amzn-Trace-Id"));
            bodies.add(
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(calls.incrementAndGet() < 3 ? 503 : 204, -1);
          }
        });
    server.start();
    failTo(null, "http://127.0.0.1:" + server.getAddress().getPort() + "/dead");
    DeliveryBench bench = start(new ConnectionSettings(Map.of()));
    bench.send("bad", "{\"n\":2}");
    await(() -> {
      bench.clock.advance(Duration.ofMillis(200));
      return sent() == 1;
    });
    assertThat(calls).hasValue(3);
    assertThat(bodies).containsOnly("{\"n\":2}");
    AsyncApiDocument.checkHeaders("http-destination", "DeadLetter", headers);
    assertThat(traces).allSatisfy(trace -> assertThat(Lineage.depth(trace)).isEqualTo(1));
    assertThat(bench.deadLetters()).hasSize(1);
  }

  @Test
  void a_destination_that_never_answers_is_given_up_and_stays_visible() {
    failTo(null, "http://127.0.0.1:1/dead");
    DeliveryBench bench = start(new ConnectionSettings(Map.of()));
    bench.send("bad", "{\"n\":3}");
    await(() -> {
      bench.clock.advance(Duration.ofSeconds(5));
      return !bench.stores.outbox().givenUp(10).isEmpty();
    });
    Outbox.GivenUp givenUp = bench.stores.outbox().givenUp(10).getFirst();
    assertThat(givenUp.lastError()).contains("not connected");
    assertThat(givenUp.message().deadLetterId()).isEqualTo(bench.deadLetters().getFirst().id());
  }

  @Test
  void an_exchange_confirms_and_a_message_that_no_queue_takes_is_not_sent() throws IOException {
    AmqpServer broker = AmqpServer.start();
    open.add(broker);
    CachingConnectionFactory factory = new CachingConnectionFactory("127.0.0.1", broker.port());
    open.add(factory::destroy);
    RabbitAdmin admin = new RabbitAdmin(factory);
    admin.declareQueue(new org.springframework.amqp.core.Queue("dead"));
    Path password = Files.writeString(directory.resolve("password"), "guest\n");
    var connection =
        new ConnectionSettings.Connection(
            URI.create("amqp://127.0.0.1:" + broker.port()),
            "guest",
            new SecretReference("file:" + password),
            "PLAIN");
    failTo("amqp://main//nobody-listens", "amqp://main//dead");
    DeliveryBench bench = start(new ConnectionSettings(Map.of("main", connection)));
    String id = bench.send("bad", "{\"n\":4}");
    await(() -> sent() == 1);
    Message message = new RabbitTemplate(factory).receive("dead", 5_000);
    assertThat(message).isNotNull();
    assertThat(new String(message.getBody(), StandardCharsets.UTF_8)).isEqualTo("{\"n\":4}");
    Map<String, @Nullable Object> headers = message.getMessageProperties().getHeaders();
    assertThat(headers).containsEntry("RequestID", id);
    AsyncApiDocument.checkHeaders("exchange", "DeadLetter", headers);
    await(() -> !failures().isEmpty()); // RabbitMQ returns the message, Qpid refuses it
    assertThat(failures().getFirst()).containsAnyOf("returned", "refused");

    admin.declareQueue(new org.springframework.amqp.core.Queue("nobody-listens"));
    await(() -> {
      bench.clock.advance(Duration.ofMillis(500));
      return sent() == 2;
    });
  }

  private void failTo(@Nullable String onFailure, @Nullable String deadLetter) {
    functions.with(
        "bad", new AsyncSettings(RetryRules.AWS.with(0, null), null, onFailure, deadLetter));
  }

  private DeliveryBench start(ConnectionSettings connections) {
    DeliveryBench bench = new DeliveryBench(directory, functions, DeliveryBench.QUICK);
    open.add(bench);
    bench.signals.events().subscribe(events::add);
    GuardedHttp http = new GuardedHttp(List.of("127.0.0.0/8"), Duration.ofSeconds(1));
    open.add(http);
    AmqpSender amqp =
        new AmqpSender(connections, StoredSecrets.NONE, QUICK.timeout(), InstantSource.system());
    open.add(amqp);
    List<DestinationSender> senders =
        List.of(
            new FunctionSender(bench.delivery, functions),
            amqp,
            new HttpSender(http, QUICK.timeout(), InstantSource.system()));
    OutboxSender sender =
        new OutboxSender(
            bench.stores.outbox(),
            senders,
            QUICK,
            bench.signals,
            new HeldClaims(NodeLease.Work.OUTBOX_MESSAGE));
    bench.stores.onWork(() -> sender.wakeIn(Duration.ZERO));
    sender.start();
    open.add(sender);
    return bench;
  }

  private long sent() {
    return events.stream().filter(e -> e instanceof DeliveryEvent.DestinationSent).count();
  }

  private List<String> failures() {
    return events.stream()
        .filter(e -> e instanceof DeliveryEvent.DestinationFailed)
        .map(e -> ((DeliveryEvent.DestinationFailed) e).error())
        .toList();
  }
}
