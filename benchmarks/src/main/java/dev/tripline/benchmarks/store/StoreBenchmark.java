package dev.tripline.benchmarks.store;

import dev.tripline.benchmarks.load.DiskLimit;
import dev.tripline.benchmarks.report.Benchmark;
import dev.tripline.benchmarks.report.Machine;
import dev.tripline.benchmarks.report.Report;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.store.ClaimedInvocation;
import dev.tripline.spi.store.Enqueued;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.store.StoreFigures;
import dev.tripline.store.Stores;
import dev.tripline.store.engine.StoreSettings;
import dev.tripline.testkit.process.ServerProcess;
import dev.tripline.testkit.server.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The stores alone, without HTTP and deliveries: accepting and completing, where every answer waits
/// for its commit.
public final class StoreBenchmark implements Benchmark {
  private static final int CALLERS = 64;
  private static final int RUNS = 3;
  private static final int COUNT = 150_000;
  private static final byte[] PAYLOAD = new byte[300];
  private static final FunctionTarget FUNCTION = FunctionTarget.latest("noop");

  private final Report report =
      new Report(
          "Stores",
          "300-byte events from 64 callers in the same process, each waiting for the commit of its"
              + " own event; fsync is on everywhere. A cycle accepts an event and completes it.");

  @Override
  public Report run() throws IOException, InterruptedException {
    report.baseline("fdatasync of 4 KB appended", "sync/s", DiskLimit.measure(RUNS));
    Path directory = Files.createTempDirectory("tripline-store-");
    try {
      measure("SQLite", StoreSettings.sqlite(directory.resolve("store.db")), 60_000, 30_000);
    } finally {
      ServerProcess.remove(directory);
    }
    try (PostgresServer server = PostgresServer.start()) {
      String url = server.createDatabase("stores");
      measure("PostgreSQL", StoreSettings.postgresql(url, server.user(), ""), 25_000, 10_000);
    }
    return report;
  }

  private void measure(String name, StoreSettings settings, double accepts, double cycles)
      throws InterruptedException {
    try (Stores stores = Stores.open(settings, InstantSource.system(), Milestone.Listener.NONE);
        ScheduledExecutorService heartbeat = Executors.newSingleThreadScheduledExecutor()) {
      ScheduledFuture<?> beats =
          heartbeat.scheduleWithFixedDelay(stores.lease()::heartbeat, 0, 5, TimeUnit.SECONDS);
      List<Double> accepted = new ArrayList<>();
      List<Double> cycled = new ArrayList<>();
      for (int run = 0; run < RUNS + 1; run++) {
        StoreFigures before = stores.figures();
        Duration cpu = Machine.cpuTime(ProcessHandle.current().pid());
        double cyclesPerSecond = perSecond(() -> complete(stores, accept(stores)));
        double acceptsPerSecond = perSecond(() -> accept(stores));
        if (run > 0) {
          cycled.add(cyclesPerSecond);
          accepted.add(acceptsPerSecond);
        }
        StoreFigures after = stores.figures();
        double changes = after.changes() - before.changes();
        System.out.printf(
            "%s: %.1f changes a commit, %.1f µs of this process's processor time a change%n",
            name,
            changes / (after.commits() - before.commits()),
            Machine.cpuTime(ProcessHandle.current().pid()).minus(cpu).toNanos() / 1e3 / changes);
        stores.writer().write(sql -> sql.sql("DELETE FROM invocation").update());
      }
      beats.cancel(false);
      report.atLeast(accepts, name + ": accepted", "/s", accepted);
      report.atLeast(cycles, name + ": accepted and completed", "/s", cycled);
    }
  }

  private static ClaimedInvocation accept(Stores stores) {
    NewInvocation invocation = NewInvocation.of(UUID.randomUUID().toString(), FUNCTION, PAYLOAD);
    return switch (stores.queue().enqueue(invocation, true)) {
      case Enqueued.Claimed claimed -> claimed.claim();
      case Enqueued.Waiting _, Enqueued.Held _, Enqueued.Duplicate _ ->
          throw new IllegalStateException("a new invocation was not claimed");
    };
  }

  private static void complete(Stores stores, ClaimedInvocation claim) {
    if (!stores.queue().complete(claim, List.of())) {
      throw new IllegalStateException("the own claim was refused");
    }
  }

  private static double perSecond(Runnable step) throws InterruptedException {
    AtomicInteger left = new AtomicInteger(COUNT);
    CountDownLatch done = new CountDownLatch(CALLERS);
    long from = System.nanoTime();
    for (int i = 0; i < CALLERS; i++) {
      Thread.startVirtualThread(() -> {
        while (left.getAndDecrement() > 0) {
          step.run();
        }
        done.countDown();
      });
    }
    done.await();
    return COUNT / ((System.nanoTime() - from) / 1e9);
  }
}
