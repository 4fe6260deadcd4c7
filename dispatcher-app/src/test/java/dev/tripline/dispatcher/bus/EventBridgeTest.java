package dev.tripline.dispatcher.bus;

import static dev.tripline.dispatcher.bus.BusClient.SINK;
import static dev.tripline.dispatcher.bus.BusClient.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.dispatcher.scenario.TriggerApp;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.eventbridge.model.EventBridgeException;
import software.amazon.awssdk.services.eventbridge.model.InvalidEventPatternException;
import software.amazon.awssdk.services.eventbridge.model.ManagedRuleException;
import software.amazon.awssdk.services.eventbridge.model.PutEventsRequestEntry;
import software.amazon.awssdk.services.eventbridge.model.PutEventsResponse;
import software.amazon.awssdk.services.eventbridge.model.ResourceAlreadyExistsException;
import software.amazon.awssdk.services.eventbridge.model.ResourceNotFoundException;
import software.amazon.awssdk.services.eventbridge.model.Rule;
import software.amazon.awssdk.services.eventbridge.model.RuleState;
import software.amazon.awssdk.services.eventbridge.model.Tag;
import software.amazon.awssdk.services.eventbridge.model.Target;
import tools.jackson.databind.JsonNode;

/// EventBridge's protocol from AWS's own client to the function.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventBridgeTest {
  private static final String ORDERS =
      "{\"source\":[\"shop\"],\"detail\":{\"total\":[{\"numeric\":[\">\",10]}]}}";

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
    app.status = 200;
  }

  private void bus(String name) {
    events.createEventBus(b -> b.name(name));
  }

  private void rule(String bus, String name, String pattern, Target... targets) {
    events.putRule(b -> b.eventBusName(bus).name(name).eventPattern(pattern));
    if (targets.length > 0) {
      assertThat(
              events
                  .putTargets(b -> b.eventBusName(bus).rule(name).targets(targets))
                  .failedEntryCount())
          .isZero();
    }
  }

  private static Target.Builder target(String id) {
    return Target.builder().id(id).arn(SINK);
  }

  private List<JsonNode> received() {
    return app.received.stream().map(TriggerApp.JSON::readTree).toList();
  }

  @Test
  void events_that_a_rule_matches_reach_its_function_as_eventbridge_writes_them() {
    bus("way");
    rule("way", "large-orders", ORDERS, target("sink").build());
    Instant time = Instant.parse("2026-03-04T05:06:07Z");
    PutEventsResponse answer =
        events.putEvents(b ->
            b.entries(
                PutEventsRequestEntry.builder()
                    .eventBusName("way")
                    .source("shop")
                    .detailType("Order Placed")
                    .time(time)
                    .resources("arn:aws:x:1", "two")
                    .detail("{\"total\":11.50,\"who\":\"Ä\"}")
                    .build(),
                entry("way", "shop", "Order Placed", "{\"total\":9}"),
                entry("default", "shop", "Order Placed", "{\"total\":99}")));
    assertThat(answer.failedEntryCount()).isZero();
    assertThat(answer.entries()).extracting("eventId").doesNotContainNull().hasSize(3);
    app.awaitReceived(1);
    JsonNode event = received().getFirst();
    assertThat(event)
        .isEqualTo(
            TriggerApp.JSON.readTree(
                """
                {"version":"0","id":"%s","detail-type":"Order Placed","source":"shop",
                 "account":"000000000000","time":"2026-03-04T05:06:07Z","region":"us-east-1",
                 "resources":["arn:aws:x:1","two"],"detail":{"total":11.50,"who":"Ä"}}
                """
                    .formatted(answer.entries().getFirst().eventId())));
    assertThat(app.received).hasSize(1);
  }

  @Test
  void entries_that_are_wrong_are_answered_one_by_one() {
    bus("wrong");
    rule("wrong", "all", "{\"source\":[{\"exists\":true}]}", target("sink").build());
    PutEventsResponse answer =
        events.putEvents(b ->
            b.entries(
                entry("wrong", "shop", "Order", "{\"n\":1}"),
                entry("wrong", "shop", "Order", "no json"),
                entry("wrong", "shop", "Order", "[1]"),
                entry("wrong", "aws.s3", "Order", "{}"),
                PutEventsRequestEntry.builder().source("shop").detail("{}").build(),
                entry("nowhere", "shop", "Order", "{}")));
    assertThat(answer.failedEntryCount()).isEqualTo(5);
    assertThat(answer.entries())
        .extracting("errorCode")
        .containsExactly(
            null,
            "MalformedDetail",
            "MalformedDetail",
            "NotAuthorizedForSourceException",
            "InvalidArgument",
            "InvalidArgument");
    app.awaitReceived(1);
    assertThat(received().getFirst().path("detail").path("n").asInt()).isEqualTo(1);
    List<PutEventsRequestEntry> many =
        java.util.Collections.nCopies(11, entry("wrong", "shop", "Order", "{}"));
    assertThatThrownBy(() -> events.putEvents(b -> b.entries(many)))
        .isInstanceOf(EventBridgeException.class)
        .hasMessageContaining("less than or equal to 10");
    String large = "{\"x\":\"" + "x".repeat(1024 * 1024) + "\"}";
    assertThatThrownBy(() -> events.putEvents(b -> b.entries(entry("wrong", "a", "b", large))))
        .hasMessageContaining("Total size of the entries in the request is over the limit");
  }

  @Test
  void targets_get_the_input_that_they_ask_for() {
    bus("inputs");
    rule(
        "inputs",
        "all",
        "{\"source\":[\"shop\"]}",
        target("constant").input("{\"fixed\": true}").build(),
        target("part").inputPath("$.detail.items[1]").build(),
        target("made")
            .inputTransformer(i ->
                i.inputPathsMap(Map.of("who", "$.detail.who", "items", "$.detail.items"))
                    .inputTemplate(
                        "{\"text\":\"<who> by"
                            + " <aws.events.rule-name>\",\"items\":<items>,\"none\":null}"))
            .build());
    events.putEvents(b ->
        b.entries(
            entry("inputs", "shop", "Order", "{\"who\":\"a \\\"b\\\"\",\"items\":[1,{\"n\":2}]}")));
    app.awaitReceived(3);
    assertThat(received())
        .containsExactlyInAnyOrder(
            TriggerApp.JSON.readTree("{\"fixed\":true}"),
            TriggerApp.JSON.readTree("{\"n\":2}"),
            TriggerApp.JSON.readTree(
                "{\"text\":\"a \\\"b\\\" by all\",\"items\":[1,{\"n\":2}],\"none\":null}"));
    assertThat(events.listTargetsByRule(b -> b.eventBusName("inputs").rule("all")).targets())
        .extracting(Target::id)
        .containsExactly("constant", "made", "part");
    Target changed = changed(target("made").inputPath("$.source").input("").build());
    assertThat(changed.inputPath()).isEqualTo("$.source");
    assertThat(changed.input()).as("an empty one is none").isNull();
    assertThat(changed.inputTransformer()).isNull();
  }

  private Target changed(Target target) {
    events.putTargets(b -> b.eventBusName("inputs").rule("all").targets(target));
    return events.listTargetsByRule(b -> b.eventBusName("inputs").rule("all")).targets().get(1);
  }

  @Test
  void a_target_has_retries_of_its_own_and_its_events_end_as_dead_letters() {
    bus("retries");
    rule(
        "retries",
        "all",
        "{\"source\":[\"shop\"]}",
        target("sink")
            .retryPolicy(r -> r.maximumRetryAttempts(0).maximumEventAgeInSeconds(86_400))
            .build());
    app.status = 500;
    events.putEvents(b -> b.entries(entry("retries", "shop", "Order", "{\"lost\":1}")));
    TriggerApp.await(() -> deadLetters().contains("RetriesExhausted"), "a dead letter");
    Target shown =
        events.listTargetsByRule(b -> b.eventBusName("retries").rule("all")).targets().getFirst();
    assertThat(shown.retryPolicy().maximumRetryAttempts()).isZero();
    assertThat(shown.retryPolicy().maximumEventAgeInSeconds()).isEqualTo(86_400);
  }

  private String deadLetters() {
    try {
      return app.send("GET", "/v1/dead-letters", "", 200).text();
    } catch (java.io.IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void rules_are_read_changed_and_deleted_as_terraform_does() {
    String arn = events.createEventBus(b -> b.name("tf").description("one")).eventBusArn();
    assertThat(arn).isEqualTo("arn:aws:events:us-east-1:000000000000:event-bus/tf");
    assertThatThrownBy(() -> bus("tf")).isInstanceOf(ResourceAlreadyExistsException.class);
    assertThat(events.describeEventBus(b -> b.name(arn)).description()).isEqualTo("one");
    assertThat(events.listEventBuses(b -> b.namePrefix("t")).eventBuses())
        .extracting("name")
        .containsExactly("tf");
    String rule =
        events
            .putRule(b ->
                b.eventBusName("tf")
                    .name("r")
                    .eventPattern(ORDERS)
                    .description("d")
                    .tags(Tag.builder().key("a").value("1").build()))
            .ruleArn();
    assertThat(rule).isEqualTo("arn:aws:events:us-east-1:000000000000:rule/tf/r");
    assertThat(events.listTagsForResource(b -> b.resourceARN(rule)).tags())
        .containsExactly(Tag.builder().key("a").value("1").build());
    events.tagResource(b -> b.resourceARN(arn).tags(Tag.builder().key("b").value("2").build()));
    events.untagResource(b -> b.resourceARN(rule).tagKeys("a"));
    assertThat(events.listTagsForResource(b -> b.resourceARN(arn)).tags()).hasSize(1);
    assertThat(events.listTagsForResource(b -> b.resourceARN(rule)).tags()).isEmpty();
    events.disableRule(b -> b.eventBusName("tf").name("r"));
    assertThat(events.describeRule(b -> b.eventBusName("tf").name("r")).state())
        .isEqualTo(RuleState.DISABLED);
    events.putTargets(b -> b.eventBusName("tf").rule("r").targets(target("sink").build()));
    events.putEvents(b -> b.entries(entry("tf", "shop", "Order", "{\"total\":100}")));
    events.enableRule(b -> b.eventBusName("tf").name("r"));
    events.putEvents(b -> b.entries(entry("tf", "shop", "Order", "{\"total\":200}")));
    app.awaitReceived(1);
    assertThat(received().getFirst().path("detail").path("total").asInt()).isEqualTo(200);
    assertThat(events.listRuleNamesByTarget(b -> b.eventBusName("tf").targetArn(SINK)).ruleNames())
        .containsExactly("r");
    assertThatThrownBy(() -> events.deleteRule(b -> b.eventBusName("tf").name("r")))
        .hasMessageContaining("since it has targets");
    assertThat(
            events
                .removeTargets(b -> b.eventBusName("tf").rule("r").ids("sink", "none"))
                .failedEntries())
        .extracting("targetId")
        .containsExactly("none");
    assertThatThrownBy(() -> events.deleteEventBus(b -> b.name("tf")))
        .hasMessageContaining("still has rules");
    events.deleteRule(b -> b.eventBusName("tf").name("r"));
    assertThatThrownBy(() -> events.describeRule(b -> b.eventBusName("tf").name("r")))
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessageContaining("Rule r does not exist on EventBus tf.");
    events.deleteEventBus(b -> b.name("tf"));
    assertThatThrownBy(() -> events.describeEventBus(b -> b.name("tf")))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @Test
  void a_trigger_with_a_pattern_and_a_target_of_a_rule_are_seen_on_both_sides() throws Exception {
    bus("both");
    app.send(
        "POST",
        "/v1/triggers",
        """
        {"name":"own","function":"sink","source":{"kind":"event-bus","bus":"both",
         "pattern":{"source":["shop"]},"deduplicateBy":"$.detail.id"}}
        """,
        201);
    Rule managed = events.listRules(b -> b.eventBusName("both")).rules().getFirst();
    assertThat(managed.name()).isEqualTo("own");
    assertThat(managed.managedBy()).isEqualTo("tripline.triggers");
    assertThat(events.listTargetsByRule(b -> b.eventBusName("both").rule("own")).targets())
        .extracting(Target::arn)
        .containsExactly(SINK);
    assertThatThrownBy(
            () -> events.putRule(b -> b.eventBusName("both").name("own").eventPattern(ORDERS)))
        .isInstanceOf(ManagedRuleException.class);
    events.putEvents(b ->
        b.entries(
            entry("both", "shop", "Order", "{\"id\":7}"),
            entry("both", "shop", "Order", "{\"id\":7}"),
            entry("both", "shop", "Order", "{\"id\":8}")));
    app.awaitReceived(2);
    JsonNode trigger = app.trigger("own");
    assertThat(trigger.path("counts").path("received").asInt()).isEqualTo(3);
    assertThat(app.received).hasSize(2);

    rule("both", "ruled", ORDERS, target("t").build());
    JsonNode listed = app.send("GET", "/v1/triggers", "", 200).json();
    assertThat(listed.toString()).contains("\"rule\":\"ruled\"", "\"target\":\"t\"");
    TriggerApp.Answer refused = app.send("POST", "/v1/events/own", "{}");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text()).contains("event bus both");
    TriggerApp.Answer invalid =
        app.send(
            "POST",
            "/v1/triggers",
            """
            {"name":"bad","function":"sink","source":{"kind":"event-bus","bus":"nowhere",
             "pattern":{"source":["shop"]}}}
            """);
    assertThat(invalid.status()).isEqualTo(400);
    assertThat(invalid.text()).contains("there is no event bus nowhere");
  }

  @Test
  void a_rule_has_a_pattern_or_a_schedule_or_both() {
    events.putRule(
        b -> b.name("clocked").scheduleExpression("cron(0 12 * * ? *)").state(RuleState.DISABLED));
    assertThat(events.describeRule(b -> b.name("clocked")).scheduleExpression())
        .isEqualTo("cron(0 12 * * ? *)");
    assertThat(events.describeRule(b -> b.name("clocked")).eventPattern()).isNull();
    events.putRule(
        b -> b.name("clocked").scheduleExpression("rate(5 minutes)").eventPattern(ORDERS));
    events.enableRule(b -> b.name("clocked"));
    events.tagResource(b ->
        b.resourceARN("arn:aws:events:us-east-1:000000000000:rule/clocked")
            .tags(Tag.builder().key("a").value("1").build()));
    Rule listed = events.listRules(b -> b.namePrefix("clocked")).rules().getFirst();
    assertThat(listed.scheduleExpression()).isEqualTo("rate(5 minutes)");
    assertThat(listed.eventPattern()).isEqualTo(ORDERS);
    assertThat(listed.state()).isEqualTo(RuleState.ENABLED);
    events.putRule(b -> b.name("clocked").eventPattern(ORDERS));
    assertThat(events.describeRule(b -> b.name("clocked")).scheduleExpression()).isNull();
    events.deleteRule(b -> b.name("clocked"));
  }

  @Test
  void wrong_rules_and_targets_are_refused_in_words() {
    bus("refusals");
    assertThatThrownBy(() -> rule("refusals", "r", "{\"source\":\"shop\"}"))
        .isInstanceOf(InvalidEventPatternException.class)
        .hasMessageContaining("Event pattern is not valid. Reason: ");
    assertThatThrownBy(
            () -> rule("refusals", "r", "{\"a\":[{\"wildcard\":\"" + "*a".repeat(30) + "\"}]}"))
        .hasMessageContaining("wildcards have 30 stars");
    assertThatThrownBy(() ->
            events.putRule(
                b -> b.eventBusName("refusals").name("r").scheduleExpression("rate(1 minute)")))
        .hasMessageContaining("supported only on the default event bus");
    for (String wrong :
        List.of(
            "rate(0 minutes)",
            "cron(99 * * * ? *)",
            "cron(0 0 30 2 ? *)",
            "cron(0 0 1 1 ? 2020)",
            "at(2030-01-01T00:00:00)")) {
      assertThatThrownBy(() -> events.putRule(b -> b.name("r").scheduleExpression(wrong)))
          .hasMessageContaining("Parameter ScheduleExpression is not valid. Reason: ");
    }
    assertThatThrownBy(() -> events.putRule(b -> b.name("r")))
        .hasMessageContaining("EventPattern or ScheduleExpression must be specified");
    rule("refusals", "r", ORDERS);
    assertThatThrownBy(() ->
            rule(
                "refusals",
                "r",
                ORDERS,
                Target.builder().id("q").arn("arn:aws:sqs:us-east-1:000000000000:q").build()))
        .hasMessageContaining("not the ARN of a function of this dispatcher");
    assertThatThrownBy(() ->
            rule("refusals", "r", ORDERS, Target.builder().id("n").arn(SINK + "-none").build()))
        .hasMessageContaining("Function not found");
    assertThatThrownBy(() ->
            rule(
                "refusals",
                "r",
                ORDERS,
                target("t").inputTransformer(i -> i.inputTemplate("{\"a\":<b>}")).build()))
        .hasMessageContaining("there is no path");
    assertThat(
            events
                .testEventPattern(b ->
                    b.eventPattern("{\"source\":[{\"wildcard\":\"sh*p\"}]}")
                        .event(
                            """
                            {"id":"1","account":"1","source":"shop","time":"2026-01-01T00:00:00Z",
                             "region":"r","resources":[],"detail-type":"t"}
                            """))
                .result())
        .isTrue();
  }
}
