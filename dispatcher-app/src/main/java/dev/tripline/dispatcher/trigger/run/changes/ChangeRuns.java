package dev.tripline.dispatcher.trigger.run.changes;

import dev.tripline.adapter.cdc.ChangeDatabase;
import dev.tripline.adapter.cdc.ChangeProgress;
import dev.tripline.adapter.cdc.ChangeSource;
import dev.tripline.adapter.cdc.ChangeState;
import dev.tripline.adapter.shards.LeaseTiming;
import dev.tripline.adapter.shards.LeasedSource;
import dev.tripline.delivery.filter.FilteredSource;
import dev.tripline.delivery.stream.StreamDelivery;
import dev.tripline.delivery.stream.StreamSettings;
import dev.tripline.dispatcher.trigger.OpenedSource;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.dispatcher.trigger.form.DatabaseAddress;
import dev.tripline.dispatcher.trigger.run.stream.LeasedStreams;
import dev.tripline.dispatcher.trigger.run.stream.StreamRuns;
import dev.tripline.retry.destination.ShardBatchInfo;
import dev.tripline.spi.store.SourceStateStore;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/// Runs triggers that read the changes of a database, of whatever kind.
public final class ChangeRuns {
  /// Patterns look into `change`, which is JSON always.
  public static final FilteredSource FILTERED =
      new FilteredSource(List.of("change"), false, false, false, null);

  private static final Duration LISTING = Duration.ofSeconds(5);

  private final StreamRuns runs;
  private final LeasedStreams leased;
  private final SourceStateStore state;
  private final ChangeMeters meters;

  public ChangeRuns(
      StreamRuns runs, LeasedStreams leased, SourceStateStore state, ChangeMeters meters) {
    this.runs = runs;
    this.leased = leased;
    this.state = state;
    this.meters = meters;
  }

  /// @param scheme the name of the kind, as records and failure records have it
  public record Kind(String scheme, DatabaseAddress address, StreamSettings reading) {}

  /// Notes where a new trigger begins to read. A trigger that begins with a snapshot asks nothing of the
  /// server yet.
  ///
  /// @param database made on a thread of its own
  public void place(Trigger trigger, Kind kind, Supplier<ChangeDatabase> database)
      throws InterruptedException {
    leased.place(
        trigger, () -> source(trigger, kind, database.get(), new ChangeProgress(leased.clock())));
  }

  /// @param database made for each run
  public OpenedSource open(
      Trigger trigger, Kind kind, Supplier<ChangeDatabase> database, TriggerStatus status) {
    ChangeProgress progress = meters.of(trigger);
    status.watchLog(() -> new TriggerStatus.ServerLog(progress.keptBytes(), progress.silence()));
    return new OpenedSource.Reading(
        1,
        () ->
            runs.open(
                trigger,
                kind.reading(),
                new StreamRuns.Opened(
                    source(trigger, kind, database.get(), meters.of(trigger)),
                    new StreamDelivery.Origin(
                        ShardBatchInfo.DATABASE, kind.address().inWords(kind.scheme()), false),
                    FILTERED),
                status));
  }

  private LeasedSource source(
      Trigger trigger, Kind kind, ChangeDatabase database, ChangeProgress progress) {
    return ChangeSource.of(
        database,
        new ChangeSource.Reader(
            "tripline:" + kind.scheme(),
            kind.address().wanted().snapshot(),
            new ChangeState(state, trigger.id()),
            progress),
        leased.leases(),
        timing(leased.timing()),
        leased.clock());
  }

  /// A gap is noticed when shards are listed.
  private static LeaseTiming timing(LeaseTiming all) {
    Duration listing = all.listing().compareTo(LISTING) < 0 ? all.listing() : LISTING;
    return new LeaseTiming(all.lease(), all.margin(), all.round(), listing);
  }

  /// Notes how much log the server keeps for a trigger that nothing reads here.
  ///
  /// @param bytes negative if it keeps none
  public void kept(Trigger trigger, long bytes) {
    meters.of(trigger).kept(bytes);
  }

  /// The time between two looks at a server.
  public Duration listing() {
    return timing(leased.timing()).listing();
  }

  /// The trigger is gone: its meters are, too.
  public void forget(Trigger trigger) {
    meters.forget(trigger);
  }
}
