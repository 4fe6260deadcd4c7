package dev.tripline.dispatcher.deadletter.errorclass;

import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.rest.RequestFields;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.spi.deadletter.DeadLetterClass.State;
import dev.tripline.spi.deadletter.DeadLetterClasses.Change;
import dev.tripline.spi.deadletter.DeadLetterClasses.Decision;
import dev.tripline.spi.deadletter.DeadLetterClasses.Entry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// What an operator wants to change of a class: a JSON merge patch (RFC 7396) of `state`, `snoozedUntil`,
/// `assignee` and `note`. A pure function of the patch and the time.
final class ErrorClassChange {
  private static final int LONGEST_ASSIGNEE = 256;
  private static final int LONGEST_NOTE = 2_000;
  private static final String STATE = "state";
  private static final String SNOOZED_UNTIL = "snoozedUntil";

  private ErrorClassChange() {}

  private record Members(
      @Nullable String state,
      @Nullable String snoozedUntil,
      @Nullable String assignee,
      @Nullable String note) {}

  /// @throws ApiProblem 400 for all that is wrong with it
  static Change of(ObjectNode patch, Instant now) {
    Members members = StrictJson.convert(patch, Members.class);
    Instant until = RequestFields.time(SNOOZED_UNTIL, members.snoozedUntil());
    List<FieldError> errors = new ArrayList<>();
    Decision decision = decision(patch, members.state(), until, now, errors);
    Entry assignee = entry(patch, "assignee", members.assignee(), LONGEST_ASSIGNEE, errors);
    Entry note = entry(patch, "note", members.note(), LONGEST_NOTE, errors);
    if (!errors.isEmpty()) {
      throw ApiProblem.invalid(errors);
    }
    return new Change(decision, assignee, note);
  }

  private static @Nullable Decision decision(
      ObjectNode patch,
      @Nullable String state,
      @Nullable Instant until,
      Instant now,
      List<FieldError> errors) {
    if (patch.has(STATE) && state == null) {
      errors.add(new FieldError(STATE, "a class has one"));
      return null;
    }
    if (until != null && !until.isAfter(now)) {
      errors.add(new FieldError(SNOOZED_UNTIL, "a time to come is expected"));
      return null;
    }
    if (state == null) {
      if (!patch.has(SNOOZED_UNTIL)) {
        return null;
      }
      return until == null ? new Decision(State.OPEN, null) : new Decision(State.SNOOZED, until);
    }
    State wanted =
        switch (state) {
          case "open" -> State.OPEN;
          case "acknowledged" -> State.ACKNOWLEDGED;
          case "snoozed" -> State.SNOOZED;
          default -> State.RESOLVED;
        };
    if (wanted == State.RESOLVED) {
      errors.add(
          new FieldError(
              STATE, "one of open, acknowledged, snoozed; a class is resolved by being quiet"));
    } else if (wanted == State.SNOOZED && until == null) {
      errors.add(new FieldError(SNOOZED_UNTIL, "say until when"));
    } else if (wanted != State.SNOOZED && until != null) {
      errors.add(new FieldError(SNOOZED_UNTIL, "is of the state snoozed only"));
    } else {
      return new Decision(wanted, until);
    }
    return null;
  }

  private static @Nullable Entry entry(
      ObjectNode patch, String name, @Nullable String text, int longest, List<FieldError> errors) {
    if (!patch.has(name)) {
      return null;
    }
    if (text != null && (text.isBlank() || text.length() > longest)) {
      errors.add(new FieldError(name, "1 to " + longest + " characters are expected, or null"));
    }
    return new Entry(text == null ? null : text.strip());
  }
}
