package dev.tripline.dispatcher.deadletter.redrive;

import dev.tripline.dispatcher.deadletter.Selection;
import dev.tripline.dispatcher.deadletter.redrive.run.RedriveOrder;
import dev.tripline.dispatcher.deadletter.transform.TransformForm;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.rest.RequestFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A redrive as it is asked for. Missing members have the defaults of [#pace].
///
/// @param target a function, with a version or alias if one is meant, in place of that of each letter
/// @param reason for the audit; needed to begin, not to plan
/// @param transform of the payloads; null to send them as they are
public record RedriveForm(
    @Nullable Chosen selection,
    @Nullable String target,
    @Nullable Integer canary,
    @Nullable Boolean confirm,
    @Nullable Double rate,
    @Nullable Double stopAtFailureShare,
    @Nullable String reason,
    @Nullable TransformForm transform) {
  static final int STANDARD_CANARY = 5;
  static final double STANDARD_RATE = 10;
  static final double STANDARD_SHARE = 0.2;
  private static final int MOST_IDS = 1_000;
  private static final int MOST_CANARIES = 1_000;
  private static final double LEAST_RATE = 0.1;
  private static final double LEAST_SHARE = 0.001;

  /// The letters that are meant: by their ids, by what the list of dead letters is filtered by, or all.
  public record Chosen(
      @Nullable List<String> ids,
      @Nullable Boolean all,
      @Nullable String function,
      @Nullable String trigger,
      @Nullable String reason,
      @Nullable String errorType,
      @Nullable String from,
      @Nullable String to,
      @Nullable String requestId,
      @Nullable String classId,
      @Nullable String orderKey,
      @Nullable String traceId) {

    Selection filter() {
      return new Selection(
          function,
          trigger,
          reason,
          errorType,
          RequestFields.time("selection.from", from),
          RequestFields.time("selection.to", to),
          requestId,
          classId,
          orderKey,
          traceId);
    }

    List<String> letters() {
      return ids == null ? List.of() : ids;
    }
  }

  /// Letters, and what is to become of their payloads, without anything else.
  public static RedriveForm of(@Nullable Chosen selection, @Nullable TransformForm transform) {
    return new RedriveForm(selection, null, null, null, null, null, null, transform);
  }

  /// Letters, and the function that gets them, without anything else.
  public static RedriveForm to(@Nullable Chosen selection, @Nullable String target) {
    return new RedriveForm(selection, target, null, null, null, null, null, null);
  }

  /// @throws ApiProblem if it is not clear which letters are meant
  Chosen chosen() {
    if (selection == null) {
      throw ApiProblem.invalid(
          "selection", "is missing: name ids or a filter, or say all: true for all there are");
    }
    boolean filtered = !selection.filter().equals(Selection.ALL);
    boolean all = Boolean.TRUE.equals(selection.all);
    if (selection.ids != null) {
      requireIds(selection.ids);
      if (filtered || all) {
        throw ApiProblem.invalid("selection", "has either ids or a filter, not both");
      }
    } else if (filtered == all) {
      throw ApiProblem.invalid(
          "selection",
          all
              ? "has either a filter or all: true, not both"
              : "is empty: name ids or a filter, or say all: true for all there are");
    }
    return selection;
  }

  private static void requireIds(List<String> ids) {
    if (ids.isEmpty() || ids.size() > MOST_IDS) {
      throw ApiProblem.invalid("selection.ids", "1 to " + MOST_IDS + " ids are expected");
    }
    for (String id : ids) {
      if (!RequestFields.isId(id)) {
        throw ApiProblem.invalid("selection.ids", "'" + id + "' is not the id of a dead letter");
      }
    }
  }

  /// @param maxRate the most letters a second
  /// @throws ApiProblem if a number is out of its bounds
  RedriveOrder.Pace pace(int maxRate) {
    List<FieldError> errors = new ArrayList<>();
    int letters = Objects.requireNonNullElse(canary, STANDARD_CANARY);
    if (letters < 0 || letters > MOST_CANARIES) {
      errors.add(new FieldError("canary", "0 to " + MOST_CANARIES + " letters are expected"));
    }
    double perSecond = Objects.requireNonNullElse(rate, Math.min(STANDARD_RATE, maxRate));
    if (!(perSecond >= LEAST_RATE && perSecond <= maxRate)) {
      errors.add(
          new FieldError(
              "rate",
              "%s to %d letters a second are expected (tripline.redrives.max-rate)"
                  .formatted(LEAST_RATE, maxRate)));
    }
    double share = Objects.requireNonNullElse(stopAtFailureShare, STANDARD_SHARE);
    if (!(share >= LEAST_SHARE && share <= 1)) {
      errors.add(new FieldError("stopAtFailureShare", "a share from 0.001 to 1 is expected"));
    }
    boolean asks = Objects.requireNonNullElse(confirm, false);
    if (asks && letters == 0) {
      errors.add(new FieldError("confirm", "there is no canary to be looked at first"));
    }
    if (!errors.isEmpty()) {
      throw ApiProblem.invalid(errors);
    }
    return new RedriveOrder.Pace(letters, asks, perSecond, share);
  }
}
