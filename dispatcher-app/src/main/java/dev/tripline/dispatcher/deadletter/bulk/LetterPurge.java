package dev.tripline.dispatcher.deadletter.bulk;

import dev.tripline.dispatcher.deadletter.redrive.RedriveForm;
import dev.tripline.dispatcher.deadletter.redrive.Redrives;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.RequestFields;
import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.spi.audit.AuditEntry.Target;
import dev.tripline.spi.audit.AuditLog;
import dev.tripline.spi.deadletter.DeadLetterStore;
import dev.tripline.spi.deadletter.DeadLetterSummary;
import dev.tripline.spi.redrive.DeadLetterScan;
import dev.tripline.spi.redrive.RedriveRuns;
import dev.tripline.spi.redrive.RedriveRuns.Extent;
import dev.tripline.spi.redrive.RedriveScope;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Discards many dead letters for good, in small transactions. Blocking; safe for many threads.
public final class LetterPurge {
  private static final int AT_ONCE = 100;
  private static final int MOST = 100_000;

  private final Redrives redrives;
  private final RedriveRuns runs;
  private final DeadLetterScan scan;
  private final DeadLetterStore store;
  private final AuditLog audit;

  LetterPurge(
      Redrives redrives,
      RedriveRuns runs,
      DeadLetterScan scan,
      DeadLetterStore store,
      AuditLog audit) {
    this.redrives = redrives;
    this.runs = runs;
    this.scan = scan;
    this.store = store;
    this.audit = audit;
  }

  /// @param selection as of a redrive
  /// @param letters their number, as a confirmation
  /// @param reason for the audit
  public record Form(
      RedriveForm.@Nullable Chosen selection, @Nullable Long letters, @Nullable String reason) {

    RedriveForm redrive() {
      return RedriveForm.of(selection, null);
    }
  }

  /// @param gone those that somebody else had redriven or discarded meanwhile
  public record Purged(long purged, long gone) {}

  /// Discards the letters that match now; those that die meanwhile stay.
  ///
  /// @throws ApiProblem 409 if it is another number of letters than the form says
  public Purged purge(Form form, Actor actor) {
    String reason = RequestFields.reason(form.reason);
    if (form.letters == null || form.letters < 0) {
      throw ApiProblem.invalid(
          "letters", "the number of letters that match is expected, as a confirmation");
    }
    RedriveScope scope = redrives.scope(form.redrive());
    Extent extent = runs.extent(scope, Integer.MAX_VALUE);
    DeadLetterSummary newest = extent.newest();
    requireConfirmed(extent.count(), form.letters);
    if (newest == null) {
      throw ApiProblem.conflict("there is no such dead letter");
    }
    audit.record(
        new AuditEntry(
            actor,
            "PurgeDeadLetters",
            Target.deadLetter("*"),
            reason,
            Map.of("letters", Long.toString(extent.count()))));
    long purged = purge(scope.until(newest.id()), actor, reason);
    return new Purged(purged, Math.max(0, extent.count() - purged));
  }

  private static void requireConfirmed(long count, long confirmed) {
    if (count > MOST) {
      throw ApiProblem.invalid(
          "selection",
          "%d letters match; at most %d are purged at once: narrow it, for instance by `to`"
              .formatted(count, MOST));
    }
    if (confirmed != count) {
      throw ApiProblem.conflict(
          "%d letters match; nothing was purged, as `letters` has to be that number"
              .formatted(count));
    }
  }

  private long purge(RedriveScope scope, Actor actor, String reason) {
    long purged = 0;
    List<String> ids = scan.ids(scope, "", AT_ONCE);
    while (!ids.isEmpty()) {
      purged += store.discardAll(ids, actor, reason);
      ids = scan.ids(scope, ids.getLast(), AT_ONCE);
    }
    return purged;
  }
}
