package dev.tripline.dispatcher.bus;

import static dev.tripline.dispatcher.bus.BusClient.SINK;
import static dev.tripline.dispatcher.bus.BusClient.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.store.engine.StoreWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.DescribeReplayResponse;
import software.amazon.awssdk.services.eventbridge.model.ReplayState;
import software.amazon.awssdk.services.eventbridge.model.ResourceNotFoundException;
import software.amazon.awssdk.services.eventbridge.model.Target;
import tools.jackson.databind.JsonNode;

/// Archives and replays, buses as destinations of functions, and boto3.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchivesTest {
  private static final Instant OLD = Instant.parse("2026-01-01T00:00:00Z");
  private static final String PYTHON = "/usr/bin/python3";

  @TempDir static Path data;

  private TriggerApp app;
  private EventBridgeClient events;

  /// Settings of the dispatcher's store.
  String[] store() {
    return new String[0];
  }

  @BeforeAll
  void start() throws Exception {
    app = new TriggerApp(data, store());
    events = BusClient.of(app.endpoint(), "test", "test");
  }

  @AfterAll
  void stop() {
    events.close();
    app.close();
  }

  @BeforeEach
  void forget() {
    app.received.clear();
  }

  private String rule(String bus, String name, String input) {
    String arn =
        events
            .putRule(b -> b.eventBusName(bus).name(name).eventPattern("{\"source\":[\"shop\"]}"))
            .ruleArn();
    events.putTargets(b ->
        b.eventBusName(bus)
            .rule(name)
            .targets(
                Target.builder()
                    .id("sink")
                    .arn(SINK)
                    .inputTransformer(i ->
                        i.inputPathsMap(java.util.Map.of("n", "$.detail.n", "r", "$.replay-name"))
                            .inputTemplate("{\"to\":\"" + input + "\",\"n\":<n>,\"replay\":<r>}"))
                    .build()));
    return arn;
  }

  @Test
  void a_range_of_an_archive_is_replayed_to_the_chosen_subscribers() {
    String bus = events.createEventBus(b -> b.name("kept")).eventBusArn();
    String archive =
        events
            .createArchive(b ->
                b.archiveName("shop")
                    .eventSourceArn(bus)
                    .eventPattern("{\"detail\":{\"n\":[{\"numeric\":[\">\",0]}]}}")
                    .retentionDays(10))
            .archiveArn();
    for (int n = 0; n < 4; n++) {
      Instant time = OLD.plusSeconds(n * 60L);
      String detail = "{\"n\":" + n + "}";
      events.putEvents(
          b -> b.entries(entry("kept", "shop", "Order", detail).toBuilder().time(time).build()));
    }
    assertThat(events.describeArchive(b -> b.archiveName("shop")).eventCount()).isEqualTo(3);
    rule("kept", "first", "first");
    String second = rule("kept", "second", "second");

    events.startReplay(b ->
        b.replayName("again")
            .eventSourceArn(archive)
            .eventStartTime(OLD.plusSeconds(60))
            .eventEndTime(OLD.plusSeconds(180))
            .destination(d -> d.arn(bus).filterArns(second)));
    TriggerApp.await(() -> replay("again").state() == ReplayState.COMPLETED, "the replay");
    app.awaitReceived(2);
    assertThat(app.received)
        .containsExactlyInAnyOrder(
            "{\"to\":\"second\",\"n\":1,\"replay\":\"again\"}",
            "{\"to\":\"second\",\"n\":2,\"replay\":\"again\"}");
    assertThat(replay("again").eventLastReplayedTime()).isEqualTo(OLD.plusSeconds(120));
    assertThat(events.describeArchive(b -> b.archiveName("shop")).eventCount())
        .as("what is replayed is not archived again")
        .isEqualTo(3);

    app.bean(StoreWriter.class)
        .write(sql ->
            sql.sql(
                    "INSERT INTO archived_event (archive, event_time, id, archived_at, size, body)"
                        + " VALUES ('shop', ?, 'spoilt', 0, 1, '~sealed:1:gone:?')")
                .param(OLD.plusSeconds(90).toEpochMilli())
                .update());
    events.startReplay(b ->
        b.replayName("all")
            .eventSourceArn(archive)
            .eventStartTime(OLD)
            .eventEndTime(OLD.plusSeconds(3_600))
            .destination(d -> d.arn(bus)));
    app.awaitReceived(8);
    TriggerApp.await(() -> replay("all").state() == ReplayState.COMPLETED, "the other replay");
    assertThat(replay("all").stateReason()).contains("cannot be decrypted").endsWith(": 1");
    assertThat(events.listReplays(b -> b.namePrefix("a")).replays())
        .extracting("replayName")
        .containsExactly("again", "all");
    assertThatThrownBy(() ->
            events.startReplay(b ->
                b.replayName("elsewhere")
                    .eventSourceArn(archive)
                    .eventStartTime(OLD)
                    .eventEndTime(OLD.plusSeconds(1))
                    .destination(
                        d -> d.arn("arn:aws:events:us-east-1:000000000000:event-bus/default"))))
        .hasMessageContaining("replayed to the bus of their archive");
    events.deleteArchive(b -> b.archiveName("shop"));
    assertThatThrownBy(() -> events.describeArchive(b -> b.archiveName("shop")))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  private DescribeReplayResponse replay(String name) {
    return events.describeReplay(b -> b.replayName(name));
  }

  @Test
  void records_of_invocations_are_put_into_a_bus() throws Exception {
    String bus = events.createEventBus(b -> b.name("records")).eventBusArn();
    app.send(
        "POST",
        "/v1/functions",
        "{\"name\":\"told\",\"url\":\"%s\",\"destinations\":{\"onSuccess\":\"%s\"}}"
            .formatted(app.sinkUrl(), bus),
        201);
    events.putRule(b ->
        b.eventBusName("records")
            .name("successes")
            .eventPattern(
                "{\"source\":[\"lambda\"],\"detail-type\":[{\"suffix\":\"Result - Success\"}]}"));
    events.putTargets(b ->
        b.eventBusName("records")
            .rule("successes")
            .targets(Target.builder().id("sink").arn(SINK).build()));
    app.send(
        "POST",
        "/v1/triggers",
        """
        {"name":"told","function":"told","source":{"kind":"event-bus","bus":"records",
         "pattern":{"source":["shop"]},"input":{"path":"$.detail"}}}
        """,
        201);
    events.putEvents(b -> b.entries(entry("records", "shop", "Order", "{\"n\":5}")));
    app.awaitReceived(2);
    JsonNode event =
        app.received.stream()
            .map(TriggerApp.JSON::readTree)
            .filter(one -> one.has("detail-type"))
            .findFirst()
            .orElseThrow();
    assertThat(event.path("resources").get(0).asString()).isEqualTo(bus);
    assertThat(event.path("resources").get(1).asString()).endsWith(":function:told:$LATEST");
    assertThat(event.path("detail").path("requestPayload").path("n").asInt()).isEqualTo(5);
    TriggerApp.Answer refused =
        app.send(
            "POST",
            "/v1/functions",
            "{\"name\":\"lost\",\"url\":\"%s\",\"destinations\":{\"onFailure\":\"%s\"}}"
                .formatted(app.sinkUrl(), bus + "-none"));
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).contains("there is no event bus");
  }

  @Test
  void boto3_puts_events_and_makes_rules() throws Exception {
    assumeTrue(Path.of(PYTHON).toFile().canExecute(), "no Python on this host");
    assumeTrue(python("-c", "import boto3").status() == 0, "boto3 is not installed");
    String script =
        """
        import boto3, json, sys
        events = boto3.client('events', endpoint_url=sys.argv[1], region_name='us-east-1',
                              aws_access_key_id='test', aws_secret_access_key='test')
        events.create_event_bus(Name='boto', Tags=[{'Key': 'a', 'Value': 'b'}])
        rule = events.put_rule(Name='r', EventBusName='boto',
                               EventPattern=json.dumps({'source': [{'wildcard': 'sh*'}]}))
        failed = events.put_targets(Rule='r', EventBusName='boto',
                                    Targets=[{'Id': 't', 'Arn': sys.argv[2]}])
        assert failed['FailedEntryCount'] == 0, failed
        answer = events.put_events(Entries=[
            {'EventBusName': 'boto', 'Source': 'shop', 'DetailType': 'd', 'Detail': '{"py": 1}'},
            {'EventBusName': 'boto', 'Source': 'shop', 'DetailType': 'd', 'Detail': 'bad'}])
        assert answer['FailedEntryCount'] == 1, answer
        assert answer['Entries'][1]['ErrorCode'] == 'MalformedDetail', answer
        try:
            events.describe_rule(Name='none', EventBusName='boto')
        except events.exceptions.ResourceNotFoundException as e:
            print('not found', e.response['Error']['Message'])
        assert events.describe_rule(Name='r', EventBusName='boto')['Arn'] == rule['RuleArn']
        print('boto3 is done')
        """;
    Run run = python("-c", script, app.endpoint().toString(), SINK);
    assertThat(run.output())
        .contains("boto3 is done", "Rule none does not exist on EventBus boto.");
    app.awaitReceived(1);
    assertThat(TriggerApp.JSON.readTree(app.received.getFirst()).path("detail").path("py").asInt())
        .isEqualTo(1);
  }

  private record Run(int status, String output) {}

  private static Run python(String... arguments) throws Exception {
    List<String> command = new java.util.ArrayList<>(List.of(PYTHON));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), output);
  }
}
