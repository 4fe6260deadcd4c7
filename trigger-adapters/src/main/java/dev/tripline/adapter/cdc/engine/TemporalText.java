package dev.tripline.adapter.cdc.engine;

import io.debezium.time.Date;
import io.debezium.time.MicroTime;
import io.debezium.time.MicroTimestamp;
import io.debezium.time.NanoTimestamp;
import io.debezium.time.Time;
import io.debezium.time.Timestamp;
import io.debezium.time.ZonedTimestamp;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.kafka.connect.data.Schema;

/// Dates and times of columns, which the engine hands on as numbers, in the form of ISO 8601. A column
/// without a zone has none here. Pure.
public final class TemporalText {
  /// At the end of a fraction: a snapshot has none, a log has them.
  private static final Pattern ZEROS = Pattern.compile("(?:\\.0+|(\\.\\d*?[1-9])0+)Z$");

  private static final long MICROS = 1_000_000;
  private static final LocalDateTime EPOCH = LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC);

  /// PostgreSQL has no date before. The connector's numbers for `infinity` and `-infinity` are below it:
  /// these of the first one, of a log and of a snapshot, and all others of the second.
  private static final long FIRST_DATE = LocalDate.of(-4714, 1, 1).toEpochDay();

  private static final LocalDate INFINITE_DATE = LocalDate.parse("-5877611-06-21");
  private static final int INFINITE_YEAR = -1_701_532;

  /// The connector's numbers for the same timestamps.
  private static final long INFINITE_TIMESTAMP = 9_223_372_036_825_200_000L;

  private static final long NEGATIVE_INFINITE_TIMESTAMP = -9_223_372_036_832_400_000L;

  private static final String INFINITY = "infinity";
  private static final String NEGATIVE_INFINITY = "-infinity";

  private TemporalText() {}

  /// @param value not null
  /// @return text instead of a number that stands for a time, fractions without zeros at their ends; any
  ///     other value as it is
  public static Object of(Schema schema, Object value) {
    if (ZonedTimestamp.SCHEMA_NAME.equals(schema.name()) && value instanceof String text) {
      return ZEROS.matcher(text).replaceFirst("$1Z");
    }
    if (schema.name() == null || !(value instanceof Number number)) {
      return value;
    }
    long time = number.longValue();
    return switch (schema.name()) {
      case Date.SCHEMA_NAME -> date(time);
      case Time.SCHEMA_NAME -> time(time * 1_000);
      case MicroTime.SCHEMA_NAME -> time(time);
      case Timestamp.SCHEMA_NAME -> timestamp(time, ChronoUnit.MILLIS);
      case MicroTimestamp.SCHEMA_NAME -> timestamp(time, ChronoUnit.MICROS);
      case NanoTimestamp.SCHEMA_NAME -> timestamp(time, ChronoUnit.NANOS);
      default -> value;
    };
  }

  private static String date(long days) {
    LocalDate date = LocalDate.ofEpochDay(days);
    if (days >= FIRST_DATE) {
      return date.toString();
    }
    return date.equals(INFINITE_DATE) || date.getYear() == INFINITE_YEAR
        ? INFINITY
        : NEGATIVE_INFINITY;
  }

  /// A duration, as MariaDB has it: with a sign, and of more than a day.
  private static String time(long micros) {
    Duration time = Duration.of(Math.absExact(micros), ChronoUnit.MICROS);
    String whole =
        "%s%02d:%02d:%02d"
            .formatted(
                micros < 0 ? "-" : "", time.toHours(), time.toMinutesPart(), time.toSecondsPart());
    long fraction = Math.absExact(micros) % MICROS;
    return fraction == 0
        ? whole
        : whole + String.format(Locale.ROOT, ".%06d", fraction).replaceFirst("0+$", "");
  }

  private static String timestamp(long time, ChronoUnit unit) {
    if (time == INFINITE_TIMESTAMP || time == Long.MAX_VALUE) {
      return INFINITY;
    }
    return time == NEGATIVE_INFINITE_TIMESTAMP || time == Long.MIN_VALUE
        ? NEGATIVE_INFINITY
        : DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(EPOCH.plus(time, unit));
  }
}
