package dev.tripline.adapter.schedule;

import java.text.ParseException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TimeZone;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.quartz.CronExpression;

/// The times of a cron expression of AWS: minutes, hours, day of month, month, day of week, year.
///
/// Quartz finds them, whose fields are the same behind one of seconds. It is asked for times on a clock
/// that is never changed; the zone's rules are applied here.
final class CronTimes {
  private static final List<Field> FIELDS =
      List.of(
          new Field("minutes", 0, 59, "", ""),
          new Field("hours", 0, 23, "", ""),
          new Field("day-of-month", 1, 31, "", "\\?|L|LW|L-\\d\\d?|\\d\\d?W"),
          new Field("month", 1, 12, "JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC", ""),
          new Field(
              "day-of-week",
              1,
              7,
              "SUN|MON|TUE|WED|THU|FRI|SAT",
              "\\?|L|([1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(L|#[1-5])"),
          new Field("year", 1970, 2199, "", ""));

  private final String text;
  private final CronExpression times;

  /// @throws InvalidScheduleException if it is no such expression
  CronTimes(String text) {
    this.text = text.strip().toUpperCase(Locale.ROOT).replaceAll("\\s+", " ");
    String[] fields = this.text.split(" ", -1);
    if (fields.length != FIELDS.size()) {
      throw new InvalidScheduleException(
          "a cron expression has 6 fields (minutes, hours, day-of-month, month, day-of-week, year),"
              + " not "
              + fields.length);
    }
    for (int i = 0; i < fields.length; i++) {
      FIELDS.get(i).check(fields[i]);
    }
    if (fields[2].equals("?") == fields[4].equals("?")) {
      throw new InvalidScheduleException("exactly one of day-of-month and day-of-week must be ?");
    }
    try {
      times = new CronExpression("0 " + this.text);
    } catch (ParseException | RuntimeException e) {
      throw new InvalidScheduleException(
          "cron(" + this.text + ") cannot be understood: " + e.getMessage(), e);
    }
    times.setTimeZone(TimeZone.getTimeZone(ZoneOffset.UTC));
  }

  /// One field.
  ///
  /// @param names of values, as a pattern; empty for none
  /// @param alone what may stand for the whole field besides lists, as a pattern
  private record Field(String name, int least, int most, String names, String alone) {
    private static final Pattern PART =
        Pattern.compile("(\\*|[0-9A-Z]+)(?:-([0-9A-Z]+))?(?:/(\\d+))?");

    void check(String value) {
      if (!alone.isEmpty() && value.matches(alone)) {
        for (Matcher number = Pattern.compile("\\d+").matcher(value); number.find(); ) {
          within(value, number.group());
          if (name.equals("day-of-week")) {
            break;
          }
        }
        return;
      }
      for (String part : value.split(",", -1)) {
        Matcher parts = PART.matcher(part);
        if (!parts.matches() || (parts.group(1).equals("*") && parts.group(2) != null)) {
          throw invalid(value);
        }
        if (!parts.group(1).equals("*")) {
          within(value, parts.group(1));
        }
        within(value, parts.group(2));
        String step = parts.group(3);
        if (step != null && (step.length() > 4 || Integer.parseInt(step) == 0)) {
          throw invalid(value);
        }
      }
    }

    private void within(String value, @Nullable String one) {
      if (one == null || (!names.isEmpty() && one.matches(names))) {
        return;
      }
      if (!one.matches("\\d{1,4}")
          || Integer.parseInt(one) < least
          || Integer.parseInt(one) > most) {
        throw invalid(value);
      }
    }

    private InvalidScheduleException invalid(String value) {
      return new InvalidScheduleException(
          "the field %s of the cron expression cannot be %s: it takes %d to %d%s"
              .formatted(
                  name,
                  value,
                  least,
                  most,
                  names.isEmpty() ? "" : " or " + names.replace("|", ", ")));
    }
  }

  /// The first time after another, by the clock on the wall in a zone.
  Optional<Instant> nextAfter(Instant time, ZoneId zone) {
    LocalDateTime wall = LocalDateTime.ofInstant(time, zone);
    while (true) {
      Date next = times.getNextValidTimeAfter(Date.from(wall.toInstant(ZoneOffset.UTC)));
      if (next == null) {
        return Optional.empty();
      }
      wall = LocalDateTime.ofInstant(next.toInstant(), ZoneOffset.UTC);
      List<ZoneOffset> offsets = zone.getRules().getValidOffsets(wall);
      if (!offsets.isEmpty() && wall.toInstant(offsets.getFirst()).isAfter(time)) {
        return Optional.of(wall.toInstant(offsets.getFirst()));
      }
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CronTimes same && same.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }
}
