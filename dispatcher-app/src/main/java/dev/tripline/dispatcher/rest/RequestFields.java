package dev.tripline.dispatcher.rest;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Fields that several routes of `/v1` have, each read in one way.
public final class RequestFields {
  private static final int REASON_LIMIT = 500;
  private static final Instant EARLIEST = Instant.EPOCH;
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

  private RequestFields() {}

  /// Reads a time between 1970 and 9999, as every store can keep it; null if it is missing.
  public static @Nullable Instant time(String field, @Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      Instant time = Instant.parse(text);
      if (!isKept(time)) {
        throw ApiProblem.invalid(
            field, "a time from " + EARLIEST + " to " + LATEST + " is expected");
      }
      return time;
    } catch (DateTimeException _) {
      throw ApiProblem.invalid(
          field, "a time such as 2026-01-31T12:00:00Z is expected, not '" + text + "'");
    }
  }

  /// Whether a time lies between 1970 and 9999: every store and every client can keep it.
  public static boolean isKept(Instant time) {
    return !time.isBefore(EARLIEST) && !time.isAfter(LATEST);
  }

  /// A field of a form: null if it is missing or blank, else without white space around it.
  public static @Nullable String given(@Nullable String text) {
    return text == null || text.isBlank() ? null : text.strip();
  }

  /// The largest number of entries in an answer.
  public static int limit(@Nullable Integer limit, int standard, int most) {
    int chosen = limit == null ? standard : limit;
    if (chosen < 1 || chosen > most) {
      throw ApiProblem.invalid("limit", "1 to " + most + " is expected");
    }
    return chosen;
  }

  /// Whether a text is an id as dead letters and redrives have them: a UUID in lower case.
  public static boolean isId(String text) {
    try {
      return UUID.fromString(text).toString().equals(text);
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  /// The cursor of a list whose cursors are such ids; null for the first page.
  public static @Nullable String idCursor(@Nullable String cursor) {
    if (cursor != null && !isId(cursor)) {
      throw wrongCursor();
    }
    return cursor;
  }

  /// The cursor of a list whose cursors are numbers from 1 on; null for the first page.
  public static @Nullable Long numberCursor(@Nullable String cursor) {
    if (cursor == null) {
      return null;
    }
    try {
      long number = Long.parseLong(cursor);
      if (number < 1) {
        throw wrongCursor();
      }
      return number;
    } catch (NumberFormatException _) {
      throw wrongCursor();
    }
  }

  /// The refusal of a cursor that no list gave.
  public static ApiProblem wrongCursor() {
    return ApiProblem.invalid("cursor", "`next` of the page before is expected");
  }

  /// The reason for something that cannot be undone.
  public static String reason(@Nullable String reason) {
    if (reason == null || reason.isBlank() || reason.length() > REASON_LIMIT) {
      throw ApiProblem.invalid("reason", "say in 1 to " + REASON_LIMIT + " characters why");
    }
    return reason;
  }
}
