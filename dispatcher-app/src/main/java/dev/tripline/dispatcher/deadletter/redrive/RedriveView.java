package dev.tripline.dispatcher.deadletter.redrive;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.tripline.dispatcher.access.rule.Confidential;
import dev.tripline.dispatcher.deadletter.Selection;
import dev.tripline.dispatcher.deadletter.redrive.run.RedriveOrder;
import dev.tripline.dispatcher.deadletter.transform.TransformForm;
import dev.tripline.spi.redrive.RedriveRun;
import dev.tripline.spi.redrive.RedriveRun.Progress;
import dev.tripline.spi.redrive.RedriveRuns.Letter;
import dev.tripline.spi.redrive.RedriveRuns.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A run as it is shown.
///
/// @param state `running`, `waiting`, `paused`, `stopped`, `cancelled` or `completed`
/// @param note why it is in its state
/// @param canaryRuns whether the canary is still on its way
/// @param total letters when it was made
/// @param skipped redriven too often, left as they are
/// @param untransformed left as they are because their payload could not be transformed
/// @param gone redriven or discarded by somebody else
/// @param currentRate letters a second at present
public record RedriveView(
    String id,
    String state,
    @JsonInclude(Include.NON_NULL) @Nullable String note,
    Scope selection,
    @JsonInclude(Include.NON_NULL) @Nullable String target,
    int canary,
    boolean canaryRuns,
    boolean confirm,
    double rate,
    double currentRate,
    double stopAtFailureShare,
    long total,
    long sent,
    long delivered,
    long deadAgain,
    long pending,
    long skipped,
    long untransformed,
    long gone,
    @JsonInclude(Include.NON_NULL) @Nullable TransformForm transform,
    String by,
    String reason,
    Instant createdAt,
    Instant updatedAt)
    implements Confidential {

  /// The letters that are meant. All members are missing for all there are.
  ///
  /// @param letters the number of ids that were named
  @JsonInclude(Include.NON_NULL)
  public record Scope(
      @Nullable Integer letters,
      @Nullable String function,
      @Nullable String trigger,
      @Nullable String reason,
      @Nullable String errorType,
      @Nullable Instant from,
      @Nullable Instant to,
      @Nullable String requestId,
      @Nullable String classId,
      @Nullable String orderKey,
      @Nullable String traceId) {

    /// @param ids the number of those that were named; 0 if the filter tells
    public static Scope of(Selection filter, int ids) {
      return new Scope(
          ids == 0 ? null : ids,
          filter.function(),
          filter.trigger(),
          filter.reason(),
          filter.errorType(),
          filter.from(),
          filter.to(),
          filter.requestId(),
          filter.classId(),
          filter.orderKey(),
          filter.traceId());
    }

    /// In words.
    public String text() {
      List<String> parts = new ArrayList<>();
      add(parts, "chosen letters:", letters);
      add(parts, "function", function);
      add(parts, "trigger", trigger);
      add(parts, "reason", reason);
      add(parts, "error", errorType);
      add(parts, "from", from);
      add(parts, "to", to);
      add(parts, "request", requestId);
      add(parts, "class", classId);
      add(parts, "key", orderKey);
      add(parts, "trace", traceId);
      return parts.isEmpty() ? "all" : String.join(", ", parts);
    }

    private static void add(List<String> parts, String name, @Nullable Object value) {
      if (value != null) {
        parts.add(name + " " + value);
      }
    }
  }

  /// A letter that was sent.
  ///
  /// @param deadLetter its id, by which it is not found any more
  /// @param outcome `pending`, `delivered` or `dead-again`
  /// @param transformed whether it was sent with another payload
  /// @param newDeadLetter the letter that it became again
  public record SentLetter(
      long number,
      String deadLetter,
      String requestId,
      String function,
      String outcome,
      boolean transformed,
      @JsonInclude(Include.NON_NULL) @Nullable String newDeadLetter) {

    static SentLetter of(Letter letter) {
      return new SentLetter(
          letter.number(),
          letter.letterId(),
          letter.requestId(),
          letter.function().toString(),
          word(letter.outcome()),
          letter.transformed(),
          letter.deadLetterId());
    }

    static String word(Outcome outcome) {
      return outcome.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  static RedriveView of(RedriveRun run) {
    RedriveOrder order = RedriveOrder.of(run);
    Progress progress = run.progress();
    return new RedriveView(
        run.id(),
        run.state().name().toLowerCase(Locale.ROOT),
        run.note(),
        Scope.of(order.selection(), order.scope().ids().size()),
        order.target() == null ? null : order.target().toString(),
        order.pace().canary(),
        progress.canary() && !run.state().isFinal(),
        order.pace().confirm(),
        order.pace().rate(),
        progress.rate(),
        order.pace().stopAtFailureShare(),
        order.total(),
        progress.sent(),
        progress.delivered(),
        progress.deadAgain(),
        progress.pending(),
        progress.skipped(),
        progress.untransformed(),
        progress.gone(),
        order.transform(),
        order.actor().name(),
        order.reason(),
        run.createdAt(),
        run.updatedAt());
  }

  /// Expressions and patches may hold values for payloads.
  @Override
  public RedriveView withoutContent() {
    return new RedriveView(
        id,
        state,
        note,
        selection,
        target,
        canary,
        canaryRuns,
        confirm,
        rate,
        currentRate,
        stopAtFailureShare,
        total,
        sent,
        delivered,
        deadAgain,
        pending,
        skipped,
        untransformed,
        gone,
        transform == null ? null : transform.withoutContent(),
        by,
        reason,
        createdAt,
        updatedAt);
  }

  /// Whether anything may change by itself.
  public boolean moves() {
    return state.equals("running") || pending > 0;
  }

  /// Whether it is over, so that nothing is left to steer.
  public boolean ends() {
    return state.equals("cancelled") || state.equals("completed");
  }
}
