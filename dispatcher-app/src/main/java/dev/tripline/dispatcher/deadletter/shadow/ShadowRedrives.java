package dev.tripline.dispatcher.deadletter.shadow;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.tripline.dispatcher.deadletter.redrive.FunctionDurations;
import dev.tripline.dispatcher.deadletter.redrive.Redrives;
import dev.tripline.dispatcher.deadletter.shadow.run.ShadowOrder;
import dev.tripline.dispatcher.deadletter.shadow.run.ShadowOutcome;
import dev.tripline.dispatcher.deadletter.shadow.run.ShadowResult;
import dev.tripline.dispatcher.deadletter.shadow.run.ShadowRun;
import dev.tripline.dispatcher.deadletter.shadow.run.ShadowRun.Tally;
import dev.tripline.dispatcher.deadletter.shadow.run.ShadowStore;
import dev.tripline.dispatcher.masking.Maskable;
import dev.tripline.dispatcher.masking.Masking;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.RequestFields;
import dev.tripline.retry.TimeOrderedId;
import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.spi.audit.AuditEntry.Target;
import dev.tripline.spi.audit.AuditLog;
import dev.tripline.spi.deadletter.DeadLetterSummary;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.redrive.RedriveRuns.Extent;
import dev.tripline.spi.redrive.RedriveScope;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All that an operator does with shadow redrives. An unknown one is an [ApiProblem] 404. Blocking; safe for
/// many threads.
public final class ShadowRedrives {
  private static final int GROUPS = 100;

  private final Redrives redrives;
  private final Candidates candidates;
  private final Kept kept;
  private final ShadowSettings settings;
  private final InstantSource clock;

  ShadowRedrives(
      Redrives redrives,
      Candidates candidates,
      Kept kept,
      ShadowSettings settings,
      InstantSource clock) {
    this.redrives = redrives;
    this.candidates = candidates;
    this.kept = kept;
    this.settings = settings;
    this.clock = clock;
  }

  /// What is kept of them.
  record Kept(ShadowStore store, AuditLog audit) {}

  /// @param next the cursor of the next page; missing on the last
  public record Page(
      List<ShadowView> shadowRedrives, @JsonInclude(Include.NON_NULL) @Nullable String next)
      implements Maskable {

    @Override
    public Page masked(Masking masking) {
      return new Page(shadowRedrives.stream().map(one -> one.masked(masking)).toList(), next);
    }

    @Override
    public Page withoutContent() {
      return new Page(shadowRedrives.stream().map(ShadowView::withoutContent).toList(), next);
    }
  }

  /// @param next as well
  public record OutcomePage(
      List<ShadowView.LetterOutcome> outcomes, @JsonInclude(Include.NON_NULL) @Nullable String next)
      implements Maskable {

    @Override
    public OutcomePage masked(Masking masking) {
      return new OutcomePage(outcomes.stream().map(one -> one.masked(masking)).toList(), next);
    }

    @Override
    public OutcomePage withoutContent() {
      return new OutcomePage(
          outcomes.stream().map(ShadowView.LetterOutcome::withoutContent).toList(), next);
    }
  }

  private record Wanted(
      RedriveScope scope, Extent extent, FunctionTarget target, long letters, int concurrency) {}

  private Wanted wanted(ShadowForm form) {
    FunctionTarget target = candidates.target(form.target());
    int most = settings.mostLetters();
    int letters =
        Objects.requireNonNullElse(form.letters(), Math.min(ShadowForm.STANDARD_LETTERS, most));
    if (letters < 1 || letters > most) {
      throw ApiProblem.invalid(
          "letters",
          "1 to %d are expected (tripline.shadow-redrives.most-letters)".formatted(most));
    }
    int allowed = candidates.allowed(target);
    int concurrency =
        Objects.requireNonNullElse(
            form.concurrency(), Math.min(ShadowForm.STANDARD_CONCURRENCY, Math.max(1, allowed)));
    if (concurrency < 1 || concurrency > Math.max(1, allowed)) {
      throw ApiProblem.invalid(
          "concurrency",
          "1 to %d are expected, a part of the candidate's %d (tripline.shadow-redrives.concurrency-share)"
              .formatted(Math.max(1, allowed), candidates.limit(target)));
    }
    RedriveScope scope = redrives.scope(form.redrive());
    Extent extent = redrives.extent(scope);
    return new Wanted(scope, extent, target, Math.min(letters, extent.count()), concurrency);
  }

  /// What a shadow redrive would take. Nothing is changed.
  public ShadowPlan plan(ShadowForm form) {
    Wanted wanted = wanted(form);
    List<DeadLetterSummary> samples =
        Stream.of(
                Optional.ofNullable(wanted.extent.newest()),
                Optional.ofNullable(wanted.extent.oldest()))
            .flatMap(Optional::stream)
            .toList();
    Optional<FunctionDurations.Mean> mean = candidates.mean(wanted.target, samples);
    Long seconds =
        mean.map(known ->
                (long) Math.ceil(known.millis() * wanted.letters / wanted.concurrency / 1_000))
            .orElse(null);
    return new ShadowPlan(
        wanted.extent.count(),
        wanted.letters,
        wanted.target.toString(),
        wanted.concurrency,
        candidates.limit(wanted.target),
        mean.map(FunctionDurations.Mean::millis).orElse(null),
        mean.map(FunctionDurations.Mean::measured).orElse(null),
        seconds,
        settings.longest().toSeconds(),
        notes(wanted, seconds));
  }

  private List<String> notes(Wanted wanted, @Nullable Long seconds) {
    List<String> notes = new ArrayList<>();
    if (candidates.limit(wanted.target) == 0) {
      notes.add(wanted.target + " is switched off");
    }
    if (wanted.letters < wanted.extent.count()) {
      notes.add("only the oldest %d are run".formatted(wanted.letters));
    }
    if (wanted.extent.keys() > 0) {
      notes.add("letters of the same order key are run in any order");
    }
    if (seconds == null) {
      notes.add("it is not known how long " + wanted.target.name() + " takes");
    } else if (seconds > settings.longest().toSeconds()) {
      notes.add("it will be stopped before it is done (tripline.shadow-redrives.longest)");
    }
    return notes;
  }

  /// Makes a shadow redrive, which begins at once.
  ///
  /// @throws ApiProblem 409 if there is nothing to run, or too much runs already
  public ShadowView create(ShadowForm form, Actor actor) {
    String reason = RequestFields.reason(form.reason());
    Wanted wanted = wanted(form);
    DeadLetterSummary newest = wanted.extent.newest();
    if (newest == null) {
      throw ApiProblem.conflict("there is no such dead letter");
    }
    if (candidates.limit(wanted.target) == 0) {
      throw ApiProblem.conflict(wanted.target + " is switched off");
    }
    var order =
        new ShadowOrder(
            redrives.selection(form.redrive()),
            wanted.scope.until(newest.id()),
            wanted.letters,
            wanted.target,
            wanted.concurrency,
            actor,
            reason);
    String id = TimeOrderedId.at(clock.instant());
    switch (kept.store.insert(id, order, settings.longest())) {
      case BUSY ->
          throw ApiProblem.conflict(
              "a shadow redrive runs %s already".formatted(wanted.target.name()));
      case TOO_MANY ->
          throw ApiProblem.conflict(
              "%d shadow redrives run already".formatted(ShadowStore.MOST_RUNNING));
      case MADE ->
          audit(
              actor,
              "CreateShadowRedrive",
              id,
              reason,
              Map.of(
                  "letters", Long.toString(wanted.letters),
                  "target", wanted.target.toString(),
                  "concurrency", Integer.toString(wanted.concurrency)));
    }
    return find(id);
  }

  private void audit(
      Actor actor, String action, String id, String reason, Map<String, String> details) {
    kept.audit.record(new AuditEntry(actor, action, Target.redrive(id), reason, details));
  }

  /// With the groups of letters that went the same way.
  public ShadowView find(String id) {
    return ShadowView.of(run(id), kept.store.groups(id, GROUPS));
  }

  /// All of them, newest first, without groups.
  ///
  /// @param cursor `next` of the page before; null for the first one
  /// @throws ApiProblem if no list gave this cursor
  public Page list(@Nullable String cursor, int limit) {
    List<ShadowRun> page = kept.store.page(RequestFields.idCursor(cursor), limit + 1);
    boolean more = page.size() > limit;
    List<ShadowRun> shown = more ? page.subList(0, limit) : page;
    return new Page(
        shown.stream().map(run -> ShadowView.of(run, null)).toList(),
        more ? shown.getLast().id() : null);
  }

  /// What became of each letter, the oldest first.
  ///
  /// @param result null for all
  public OutcomePage outcomes(
      String id, @Nullable String result, @Nullable String cursor, int limit) {
    run(id);
    String after = Objects.requireNonNullElse(RequestFields.idCursor(cursor), "");
    List<ShadowOutcome> page = kept.store.outcomes(id, result(result), after, limit + 1);
    boolean more = page.size() > limit;
    List<ShadowOutcome> shown = more ? page.subList(0, limit) : page;
    return new OutcomePage(
        shown.stream().map(ShadowView.LetterOutcome::of).toList(),
        more ? shown.getLast().letterId() : null);
  }

  private static @Nullable ShadowResult result(@Nullable String word) {
    if (word == null) {
      return null;
    }
    return Arrays.stream(ShadowResult.values())
        .filter(one -> one.word().equals(word))
        .findFirst()
        .orElseThrow(() ->
            ApiProblem.invalid(
                "result", "must be one of succeeds, same-failure, other-failure, not-run"));
  }

  /// Runs no more. Outcomes that are known stay.
  ///
  /// @throws ApiProblem 409 if it is over
  public ShadowView cancel(String id, Actor actor, @Nullable String reason) {
    run(id);
    String why = RequestFields.reason(reason);
    Function<Tally, AuditEntry> entry =
        tally ->
            new AuditEntry(
                actor,
                "CancelShadowRedrive",
                Target.redrive(id),
                why,
                Map.of("done", Long.toString(tally.done())));
    if (kept.store.end(id, ShadowRun.State.CANCELLED, why, entry).isEmpty()) {
      throw ApiProblem.conflict("the shadow redrive is over");
    }
    return find(id);
  }

  private ShadowRun run(String id) {
    return kept.store
        .find(id)
        .orElseThrow(() -> ApiProblem.notFound("there is no shadow redrive " + id));
  }
}
