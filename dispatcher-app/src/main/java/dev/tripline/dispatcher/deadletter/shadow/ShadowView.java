package dev.tripline.dispatcher.deadletter.shadow;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.tripline.dispatcher.access.rule.HiddenContent;
import dev.tripline.dispatcher.deadletter.redrive.RedriveView.Scope;
import dev.tripline.dispatcher.deadletter.shadow.run.ShadowOrder;
import dev.tripline.dispatcher.deadletter.shadow.run.ShadowOutcome;
import dev.tripline.dispatcher.deadletter.shadow.run.ShadowRun;
import dev.tripline.dispatcher.deadletter.shadow.run.ShadowRun.Tally;
import dev.tripline.dispatcher.deadletter.shadow.run.ShadowStore;
import dev.tripline.dispatcher.masking.Maskable;
import dev.tripline.dispatcher.masking.Masking;
import dev.tripline.store.deadletter.ErrorFingerprint;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A shadow redrive as it is shown.
///
/// @param state `running`, `completed`, `cancelled` or `stopped`
/// @param note why it is in its state
/// @param total letters that are run
/// @param until when it stops, done or not
/// @param groups letters that went the same way, the largest first, at most 100; missing in lists
public record ShadowView(
    String id,
    String state,
    @JsonInclude(Include.NON_NULL) @Nullable String note,
    Scope selection,
    String target,
    int concurrency,
    long total,
    long succeeds,
    long sameFailure,
    long otherFailure,
    long notRun,
    String by,
    String reason,
    Instant createdAt,
    Instant until,
    Instant updatedAt,
    @JsonInclude(Include.NON_NULL) @Nullable List<Group> groups)
    implements Maskable {

  /// An error, without what is of one event only.
  ///
  /// @param errorType its class, or else a reason
  public record Failure(String errorType, String message) {

    private static Failure of(ErrorFingerprint error) {
      return new Failure(error.errorType(), error.message());
    }

    private Failure withoutContent() {
      return new Failure(errorType, HiddenContent.WORD);
    }

    private static @Nullable Failure hidden(@Nullable Failure failure) {
      return failure == null ? null : failure.withoutContent();
    }

    private static Failure masked(Failure failure, Masking masking) {
      return new Failure(failure.errorType, String.valueOf(words(masking, failure.message)));
    }

    private static @Nullable Failure maskedIfAny(@Nullable Failure failure, Masking masking) {
      return failure == null ? null : masked(failure, masking);
    }
  }

  /// Letters that went the same way.
  ///
  /// @param before of which they died
  /// @param result `succeeds`, `same-failure`, `other-failure` or `not-run`
  /// @param after of the candidate; missing if it succeeds
  /// @param example the id of one of them
  public record Group(
      Failure before,
      String result,
      @JsonInclude(Include.NON_NULL) @Nullable Failure after,
      long count,
      String example) {

    private static Group of(ShadowStore.Group group) {
      ErrorFingerprint after = group.after();
      return new Group(
          Failure.of(group.before()),
          group.result().word(),
          after == null ? null : Failure.of(after),
          group.count(),
          group.example());
    }

    private Group masked(Masking masking) {
      return new Group(
          Failure.masked(before, masking),
          result,
          Failure.maskedIfAny(after, masking),
          count,
          example);
    }

    private Group withoutContent() {
      return new Group(before.withoutContent(), result, Failure.hidden(after), count, example);
    }
  }

  /// What became of a letter.
  ///
  /// @param requestId under which the candidate's log lines are
  /// @param result as of a group
  /// @param message the candidate's words, the first 1,000 characters
  public record LetterOutcome(
      String deadLetter,
      String requestId,
      String result,
      Failure before,
      @JsonInclude(Include.NON_NULL) @Nullable Failure after,
      @JsonInclude(Include.NON_NULL) @Nullable String message,
      long durationMillis) {

    static LetterOutcome of(ShadowOutcome outcome) {
      ErrorFingerprint after = outcome.after();
      return new LetterOutcome(
          outcome.letterId(),
          outcome.requestId(),
          outcome.result().word(),
          Failure.of(outcome.before()),
          after == null ? null : Failure.of(after),
          outcome.message(),
          outcome.duration().toMillis());
    }

    LetterOutcome masked(Masking masking) {
      return new LetterOutcome(
          deadLetter,
          requestId,
          result,
          Failure.masked(before, masking),
          Failure.maskedIfAny(after, masking),
          words(masking, message),
          durationMillis);
    }

    LetterOutcome withoutContent() {
      return new LetterOutcome(
          deadLetter,
          requestId,
          result,
          before.withoutContent(),
          Failure.hidden(after),
          HiddenContent.of(message),
          durationMillis);
    }
  }

  /// Letters may be of any function, and their payloads are not at hand.
  private static @Nullable String words(Masking masking, @Nullable String words) {
    return masking.words(null, words);
  }

  /// @param groups null in lists
  static ShadowView of(ShadowRun run, @Nullable List<ShadowStore.Group> groups) {
    ShadowOrder order = run.order();
    Tally tally = run.tally();
    return new ShadowView(
        run.id(),
        run.state().name().toLowerCase(Locale.ROOT),
        run.note(),
        Scope.of(order.selection(), order.scope().ids().size()),
        order.target().toString(),
        order.concurrency(),
        order.total(),
        tally.succeeded(),
        tally.sameFailure(),
        tally.otherFailure(),
        tally.notRun(),
        order.actor().name(),
        order.reason(),
        run.createdAt(),
        run.until(),
        run.updatedAt(),
        groups == null ? null : groups.stream().map(Group::of).toList());
  }

  /// Without the words of functions.
  @Override
  public ShadowView withoutContent() {
    return with(groups == null ? null : groups.stream().map(Group::withoutContent).toList());
  }

  /// With the words of functions as the rules show them.
  @Override
  public ShadowView masked(Masking masking) {
    return with(groups == null ? null : groups.stream().map(one -> one.masked(masking)).toList());
  }

  private ShadowView with(@Nullable List<Group> others) {
    return new ShadowView(
        id,
        state,
        note,
        selection,
        target,
        concurrency,
        total,
        succeeds,
        sameFailure,
        otherFailure,
        notRun,
        by,
        reason,
        createdAt,
        until,
        updatedAt,
        others);
  }

  /// Letters that have a result.
  public long done() {
    return succeeds + sameFailure + otherFailure + notRun;
  }

  /// Whether anything may change by itself.
  public boolean moves() {
    return state.equals("running");
  }
}
