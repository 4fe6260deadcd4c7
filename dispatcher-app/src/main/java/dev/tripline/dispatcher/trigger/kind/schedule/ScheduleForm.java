package dev.tripline.dispatcher.trigger.kind.schedule;

import dev.tripline.adapter.schedule.CatchUp;
import dev.tripline.adapter.schedule.InvalidScheduleException;
import dev.tripline.adapter.schedule.ScheduleExpression;
import dev.tripline.dispatcher.rest.FormReader;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads a schedule.
record ScheduleForm() {
  private static final ScheduleExpression NEVER =
      ScheduleExpression.parse("at(1970-01-01T00:00:00)");
  private static final int WIDEST_WINDOW = 1_440;

  /// As EventBridge Scheduler's.
  private static final int LARGEST_INPUT = 256 * 1024;

  ScheduledTimes read(FormReader form) {
    ScheduleExpression expression = expression(form);
    ZoneId zone = zone(form);
    var bounds = new ScheduledTimes.Bounds(time(form, "start"), time(form, "end"));
    if (bounds.start() != null && bounds.end() != null && bounds.end().isBefore(bounds.start())) {
      form.invalid("end", "must not be before start");
    }
    return new ScheduledTimes(
        expression,
        zone,
        bounds,
        Duration.ofMinutes(form.integer("flexibleWindowMinutes", 0, WIDEST_WINDOW, 0)),
        catchUp(form),
        input(form));
  }

  private static ScheduleExpression expression(FormReader form) {
    String text = form.required("expression");
    if (text.isEmpty()) {
      return NEVER;
    }
    try {
      return ScheduleExpression.parse(text);
    } catch (InvalidScheduleException e) {
      form.invalid("expression", String.valueOf(e.getMessage()));
      return NEVER;
    }
  }

  private static ZoneId zone(FormReader form) {
    String name = form.text("timeZone", "UTC");
    try {
      return ZoneId.of(name);
    } catch (DateTimeException _) {
      form.invalid("timeZone", "must be the name of a time zone, like Europe/Berlin");
      return ZoneOffset.UTC;
    }
  }

  private static @Nullable Instant time(FormReader form, String name) {
    String text = form.text(name);
    if (text == null) {
      return null;
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException _) {
      form.invalid(name, "must be a time like 2027-01-31T08:00:00Z");
      return null;
    }
  }

  private static CatchUp catchUp(FormReader form) {
    String policy = form.choice("catchUp", List.of("none", "one", "all"), "one");
    if (!policy.equals("all")) {
      if (form.has("catchUpLimit")) {
        form.invalid("catchUpLimit", "is for catchUp all");
      }
      return policy.equals("one") ? new CatchUp(1) : CatchUp.NONE;
    }
    return new CatchUp(form.integer("catchUpLimit", 1, 1_000, 100));
  }

  private static @Nullable String input(FormReader form) {
    String text = form.value("input").map(JsonNode::toString).orElse(null);
    if (text != null && text.getBytes(StandardCharsets.UTF_8).length > LARGEST_INPUT) {
      form.invalid("input", "must not have more than 262144 bytes");
    }
    return text;
  }
}
