package dev.tripline.adapter.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A schedule expression of EventBridge and of EventBridge Scheduler: `rate(5 minutes)`,
/// `cron(0 20 * * ? *)` or `at(2027-01-31T08:00:00)`. Immutable and pure: see "Schedule types" in the
/// user guide of EventBridge Scheduler.
public sealed interface ScheduleExpression {
  Pattern FORM = Pattern.compile("(rate|cron|at)\\((.*)\\)", Pattern.DOTALL);
  Pattern RATE = Pattern.compile("(\\d{1,7}) +(minutes?|hours?|days?)");

  /// @throws InvalidScheduleException if it is none; its message says what is wrong
  static ScheduleExpression parse(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      throw new InvalidScheduleException(
          "must be rate(VALUE UNIT), cron(MINUTES HOURS DAY-OF-MONTH MONTH DAY-OF-WEEK YEAR) or"
              + " at(YYYY-MM-DDThh:mm:ss)");
    }
    String inner = form.group(2).strip();
    return switch (form.group(1)) {
      case "rate" -> rate(inner);
      case "cron" -> new Cron(new CronTimes(inner));
      default -> at(inner);
    };
  }

  private static Rate rate(String text) {
    Matcher rate = RATE.matcher(text);
    if (!rate.matches()) {
      throw new InvalidScheduleException(
          "a rate is a whole number and minutes, hours or days, like rate(5 minutes)");
    }
    long value = Long.parseLong(rate.group(1));
    if (value == 0) {
      throw new InvalidScheduleException("a rate must be more than 0");
    }
    return new Rate(
        switch (rate.group(2).charAt(0)) {
          case 'm' -> Duration.ofMinutes(value);
          case 'h' -> Duration.ofHours(value);
          default -> Duration.ofDays(value);
        });
  }

  private static At at(String text) {
    try {
      if (!text.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d")) {
        throw new InvalidScheduleException("a time must look like at(2027-01-31T08:00:00)");
      }
      return new At(LocalDateTime.parse(text));
    } catch (DateTimeParseException e) {
      throw new InvalidScheduleException("there is no time " + text, e);
    }
  }

  /// The first time after another.
  ///
  /// @param anchor the first time of a rate
  /// @param zone of times that are given by the clock on the wall
  Optional<Instant> nextAfter(Instant time, Instant anchor, ZoneId zone);

  /// At regular distances, whatever clocks on walls do: a day is 24 hours.
  record Rate(Duration period) implements ScheduleExpression {
    @Override
    public Optional<Instant> nextAfter(Instant time, Instant anchor, ZoneId zone) {
      if (time.isBefore(anchor)) {
        return Optional.of(anchor);
      }
      long count = Duration.between(anchor, time).dividedBy(period) + 1;
      return Optional.of(anchor.plus(period.multipliedBy(count)));
    }

    @Override
    public String toString() {
      long minutes = period.toMinutes();
      long value =
          minutes % 1_440 == 0 ? minutes / 1_440 : minutes % 60 == 0 ? minutes / 60 : minutes;
      String unit = minutes % 1_440 == 0 ? "day" : minutes % 60 == 0 ? "hour" : "minute";
      return String.format(Locale.ROOT, "rate(%d %s%s)", value, unit, value == 1 ? "" : "s");
    }
  }

  /// By the clock on the wall. A time that a change of the clocks skips is skipped, and one that comes
  /// twice is taken once, the first time.
  record Cron(CronTimes times) implements ScheduleExpression {
    @Override
    public Optional<Instant> nextAfter(Instant time, Instant anchor, ZoneId zone) {
      return times.nextAfter(time, zone);
    }

    @Override
    public String toString() {
      return "cron(" + times + ")";
    }
  }

  /// Once, by the clock on the wall; a time that a change of the clocks skips is later by what it skips.
  record At(LocalDateTime time) implements ScheduleExpression {
    @Override
    public Optional<Instant> nextAfter(Instant after, Instant anchor, ZoneId zone) {
      return Optional.of(time.atZone(zone).toInstant()).filter(at -> at.isAfter(after));
    }

    @Override
    public String toString() {
      return "at(" + time + ")";
    }
  }
}
