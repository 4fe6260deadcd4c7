package dev.tripline.dispatcher.trigger.kind.folder;

import dev.tripline.adapter.storage.FolderBucketSource;
import dev.tripline.adapter.storage.FolderListener;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.trigger.OpenedSource;
import dev.tripline.dispatcher.trigger.SourceRun;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.SourceType;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerLease;
import dev.tripline.dispatcher.trigger.TriggerLeases;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.dispatcher.trigger.run.EventAcceptance;
import dev.tripline.dispatcher.trigger.run.TriggerSink;
import dev.tripline.dispatcher.trigger.run.lease.LeasedRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Folders of this machine.
record FolderSourceType(
    FolderForm form, FolderBuckets buckets, TriggerLeases leases, EventAcceptance acceptance)
    implements SourceType {
  private static final Duration SHORTEST_LEASE = Duration.ofSeconds(30);

  @Override
  public SourceTraits traits() {
    return FolderSource.TRAITS;
  }

  @Override
  public TriggerSource read(FormReader reader, String id, boolean fresh) {
    return form.read(reader, fresh);
  }

  /// Never: the form has looked for the folder.
  @Override
  public Optional<FieldError> refusal(Trigger trigger, List<Trigger> others) {
    return Optional.empty();
  }

  /// Notes the files that it shall not report.
  @Override
  public void prepare(Trigger trigger) throws InterruptedException {
    FolderSource folder = trigger.source(FolderSource.class);
    if (!folder.reportExisting()) {
      buckets.of(trigger, folder.path(), (_, _) -> {}).takeAsKnown();
    }
  }

  @Override
  public OpenedSource open(Trigger trigger, TriggerStatus status) {
    return new OpenedSource.Reading(1, () -> run(trigger, status));
  }

  private SourceRun run(Trigger trigger, TriggerStatus status) {
    Path root = form.allowedFolder(trigger.source(FolderSource.class).path());
    Duration thrice = trigger.source(FolderSource.class).timing().rescan().multipliedBy(3);
    TriggerLease lease =
        leases.of(trigger.id(), thrice.compareTo(SHORTEST_LEASE) > 0 ? thrice : SHORTEST_LEASE);
    FolderListener listener =
        (files, problems) -> {
          LeasedRun.requireHeld(lease);
          status.healthy();
          if (!problems.isEmpty()) {
            status.error(files + " files are known; not readable: " + String.join("; ", problems));
          }
        };
    FolderBucketSource source = buckets.of(trigger, root, listener);
    return new LeasedRun(source, new TriggerSink(trigger, acceptance, status), lease, status);
  }
}
