package dev.tripline.dispatcher.trigger.operation;

import dev.tripline.dispatcher.trigger.registry.LocalTrigger;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import dev.tripline.dispatcher.trigger.run.TriggerServices;
import dev.tripline.spi.liveness.VitalThreads;
import dev.tripline.spi.store.TriggerStatusStore;
import dev.tripline.spi.store.TriggerStatusStore.NodeReport;
import dev.tripline.spi.store.TriggerStatusStore.Report;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reports the status of the triggers on this node to the others, and reads their reports: one row
/// a trigger and node. Written when something changed, and now and again in any case, since rows
/// are void with the lease under which they were written. Safe for many threads.
final class TriggerStatusReport implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TriggerStatusReport.class);
  private static final Duration AT_LATEST = Duration.ofSeconds(30);

  private final TriggerService triggers;
  private final TriggerServices services;
  private final TriggerStatusStore store;
  private final InstantSource clock;
  private final String node = ManagementFactory.getRuntimeMXBean().getName();
  private final CountDownLatch closing = new CountDownLatch(1);
  private List<Report> written = List.of();
  private Instant writtenAt = Instant.EPOCH;

  TriggerStatusReport(
      TriggerService triggers,
      TriggerServices services,
      TriggerStatusStore store,
      InstantSource clock) {
    this.triggers = triggers;
    this.services = services;
    this.store = store;
    this.clock = clock;
  }

  /// Reports until it is closed.
  void start(Duration interval) {
    VitalThreads.ofVirtual("trigger status report").start(() -> run(interval));
  }

  private void run(Duration interval) {
    try {
      do {
        try {
          runOnce();
        } catch (RuntimeException e) {
          log.warn("The state of triggers cannot be written; tried again in {}", interval, e);
        }
      } while (!closing.await(interval.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException _) {
      log.info("The state of triggers is no longer written");
    }
  }

  private void runOnce() {
    Instant now = clock.instant();
    List<Report> reports = triggers.all().stream().map(this::report).toList();
    if (!reports.equals(written) || !now.isBefore(writtenAt.plus(AT_LATEST))) {
      store.report(reports);
      written = reports;
      writtenAt = now;
    }
  }

  private Report report(LocalTrigger live) {
    NodeStatus own = own(live);
    return new Report(live.trigger().id(), own.state(), own.document());
  }

  /// The state on each node: this one's as it is now, first.
  List<NodeStatus> nodes(LocalTrigger live) {
    return nodes(live, store.of(live.trigger().id()));
  }

  /// The reports of other nodes on all triggers, by trigger.
  Map<String, List<NodeReport>> told() {
    return store.all().stream().collect(Collectors.groupingBy(row -> row.report().triggerId()));
  }

  List<NodeStatus> nodes(LocalTrigger live, List<NodeReport> told) {
    List<NodeStatus> nodes = new ArrayList<>();
    nodes.add(own(live));
    for (NodeReport row : told) {
      if (!row.node().equals(node)) {
        nodes.add(NodeStatus.of(row));
      }
    }
    return nodes;
  }

  private NodeStatus own(LocalTrigger live) {
    return NodeStatus.of(node, clock.instant(), live, services);
  }

  @Override
  public void close() {
    closing.countDown();
  }
}
