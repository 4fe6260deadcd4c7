package dev.tripline.dispatcher.bus.api;

import dev.tripline.adapter.schedule.InvalidScheduleException;
import dev.tripline.adapter.schedule.Schedule;
import dev.tripline.adapter.schedule.ScheduleExpression;
import dev.tripline.delivery.bus.BusMatcher;
import dev.tripline.delivery.bus.BusPattern;
import dev.tripline.delivery.bus.InvalidRuleException;
import dev.tripline.dispatcher.bus.BusCatalogue;
import dev.tripline.dispatcher.bus.BusRule;
import dev.tripline.dispatcher.bus.BusStore;
import dev.tripline.dispatcher.bus.EventBus;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The operations on rules.
final class RuleOperations {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int MAX_NAME = 64;
  private static final String ENABLED = "ENABLED";
  private static final String DISABLED = "DISABLED";

  private final BusStore store;
  private final BusCatalogue catalogue;
  private final RuleViews views;
  private final InstantSource clock;

  RuleOperations(BusStore store, BusCatalogue catalogue, RuleViews views, InstantSource clock) {
    this.store = store;
    this.catalogue = catalogue;
    this.views = views;
    this.clock = clock;
  }

  void addTo(Map<String, BusApi.Operation> operations) {
    operations.put("PutRule", this::put);
    operations.put("DescribeRule", this::describe);
    operations.put("ListRules", this::list);
    operations.put("DeleteRule", this::delete);
    operations.put("EnableRule", call -> enable(call, true));
    operations.put("DisableRule", call -> enable(call, false));
    operations.put("TestEventPattern", RuleOperations::test);
  }

  private ObjectNode put(BusCall call) {
    call.requireOnly(
        "Name",
        "EventBusName",
        "EventPattern",
        "ScheduleExpression",
        "State",
        "Description",
        "Tags");
    String name = call.name("Name", MAX_NAME);
    String bus = call.bus();
    String text = call.text("EventPattern", 4_096, "");
    String expression = call.text("ScheduleExpression", 256, "");
    if (text.isEmpty() && expression.isEmpty()) {
      throw BusError.invalid("Parameter(s) EventPattern or ScheduleExpression must be specified.");
    }
    BusPattern pattern = text.isEmpty() ? null : pattern(text);
    ScheduleExpression times = expression.isEmpty() ? null : times(bus, expression);
    if (!catalogue.hasBus(bus)) {
      throw BusError.noBus(bus);
    }
    views.requireOwn(bus, name);
    catalogue
        .tooMuch(bus, name, pattern)
        .ifPresent(why -> {
          throw BusError.of("LimitExceededException", why);
        });
    Optional<BusRule> before = catalogue.rule(bus, name);
    if (times != null) {
      requireFuture(times, before.orElse(null));
    }
    Map<String, String> tags = before.map(BusRule::tags).orElseGet(call::tags);
    boolean enabled = enabled(call.text("State", 64, ENABLED));
    save(
        new BusRule(
            bus,
            name,
            pattern,
            expression.isEmpty() ? null : schedule(expression, enabled, before.orElse(null)),
            enabled,
            call.text("Description", 512, ""),
            tags));
    ObjectNode answer = call.body().objectNode();
    answer.put("RuleArn", call.arns().rule(bus, name));
    return answer;
  }

  /// Rules go by rate or cron expression, as on AWS: `at` is for schedules.
  private static ScheduleExpression times(String bus, String expression) {
    if (!bus.equals(EventBus.DEFAULT)) {
      throw BusError.invalid("ScheduleExpression is supported only on the default event bus.");
    }
    ScheduleExpression times;
    try {
      times = ScheduleExpression.parse(expression);
    } catch (InvalidScheduleException e) {
      throw invalidSchedule(String.valueOf(e.getMessage()));
    }
    if (times instanceof ScheduleExpression.At) {
      throw invalidSchedule("a rule has rate(...) or cron(...).");
    }
    return times;
  }

  /// A rule whose last time has passed may be put again as it is.
  private void requireFuture(ScheduleExpression times, @Nullable BusRule before) {
    BusRule.Schedule old = before == null ? null : before.schedule();
    Instant from =
        old != null && ScheduleExpression.parse(old.expression()).equals(times)
            ? old.since()
            : now();
    new Schedule(times, ZoneOffset.UTC, from, null, null, Duration.ZERO)
        .whyNever(from)
        .ifPresent(why -> {
          throw invalidSchedule(why);
        });
  }

  private static BusError invalidSchedule(String reason) {
    return BusError.invalid("Parameter ScheduleExpression is not valid. Reason: " + reason);
  }

  /// A schedule that was on and stays as it is goes on where it is.
  private BusRule.Schedule schedule(String expression, boolean enabled, @Nullable BusRule before) {
    BusRule.Schedule fresh = new BusRule.Schedule(expression, now());
    if (before == null || (enabled && !before.enabled())) {
      return fresh;
    }
    BusRule.Schedule old = before.schedule();
    return old != null && old.expression().equals(expression) ? old : fresh;
  }

  /// As exact as it is kept.
  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static boolean enabled(String state) {
    return switch (state) {
      case ENABLED -> true;
      case DISABLED -> false;
      default ->
          throw BusCall.constraint(
              state, "State", "Member must satisfy enum value set: [ENABLED, DISABLED]");
    };
  }

  static BusPattern pattern(String text) {
    try {
      return BusPattern.parse(text);
    } catch (InvalidRuleException e) {
      throw BusError.of(
          "InvalidEventPatternException", "Event pattern is not valid. Reason: " + e.getMessage());
    }
  }

  private void save(BusRule rule) {
    if (!store.put(rule)) {
      throw BusError.noBus(rule.bus());
    }
    catalogue.refresh();
  }

  private ObjectNode describe(BusCall call) {
    call.requireOnly("Name", "EventBusName");
    String bus = call.bus();
    ObjectNode view = views.of(bus, call.name("Name", MAX_NAME));
    view.put("CreatedBy", call.arns().account().accountId());
    return view;
  }

  private ObjectNode list(BusCall call) {
    call.requireOnly("NamePrefix", "EventBusName", "NextToken", "Limit");
    String bus = call.bus();
    String prefix = call.text("NamePrefix", MAX_NAME, "");
    List<ObjectNode> found =
        views.all(bus).stream().filter(rule -> name(rule).startsWith(prefix)).toList();
    return Paging.page(call, "Rules", found, RuleOperations::name, rule -> rule);
  }

  private static String name(ObjectNode view) {
    return view.path("Name").asString();
  }

  private ObjectNode delete(BusCall call) {
    call.requireOnly("Name", "EventBusName", "Force");
    String bus = call.bus();
    String name = call.name("Name", MAX_NAME);
    if (!catalogue.hasBus(bus)) {
      throw BusError.noBus(bus);
    }
    views.requireOwn(bus, name);
    if (!views.targets(bus, name).isEmpty()) {
      throw BusError.invalid("Rule can't be deleted since it has targets.");
    }
    store.deleteRule(bus, name);
    catalogue.refresh();
    return call.body().objectNode();
  }

  private ObjectNode enable(BusCall call, boolean enabled) {
    call.requireOnly("Name", "EventBusName");
    String bus = call.bus();
    String name = call.name("Name", MAX_NAME);
    views.requireOwn(bus, name);
    save(views.rule(bus, name).enabled(enabled, now()));
    return call.body().objectNode();
  }

  private static ObjectNode test(BusCall call) {
    call.requireOnly("EventPattern", "Event");
    BusPattern pattern = pattern(call.required("EventPattern", 4_096));
    String event = call.required("Event", PutEvents.MAX_BYTES);
    requireEvent(event);
    boolean matches = !new BusMatcher<>(Map.of("", pattern)).match(event).isEmpty();
    return call.body().objectNode().put("Result", matches);
  }

  private static void requireEvent(String event) {
    JsonNode read;
    try {
      read = JSON.readTree(event);
    } catch (JacksonException _) {
      throw BusError.invalid("Parameter Event is not valid. Reason: it is not JSON.");
    }
    for (String member :
        List.of("id", "account", "source", "time", "region", "resources", "detail-type")) {
      if (!read.has(member)) {
        throw BusError.invalid(
            "Parameter Event is not valid. Reason: the member " + member + " is missing.");
      }
    }
  }
}
