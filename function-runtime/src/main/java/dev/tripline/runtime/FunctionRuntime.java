package dev.tripline.runtime;

import dev.tripline.runtime.language.Languages;
import dev.tripline.runtime.log.LogSink;
import dev.tripline.runtime.pool.Capacity;
import dev.tripline.runtime.pool.FunctionPool;
import dev.tripline.runtime.pool.Temporaries;
import dev.tripline.runtime.pool.WorkerInvocation;
import dev.tripline.runtime.pool.WorkerLauncher;
import dev.tripline.runtime.sandbox.Sandbox;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs functions in worker processes, one invocation at a time each.
///
/// Safe for use by many threads; an invocation occupies the calling thread (a virtual one is fine)
/// until the function has answered.
public final class FunctionRuntime implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FunctionRuntime.class);

  private final RuntimeSettings settings;
  private final InstantSource clock;
  private final Languages languages;
  private final WorkerLauncher launcher;
  private final Temporaries temporaries;
  private final Capacity capacity;
  private final Semaphore running;
  private final Map<String, FunctionPool> pools = new ConcurrentHashMap<>();
  private final Thread reaper;
  private final AtomicBoolean closing = new AtomicBoolean();

  public FunctionRuntime(RuntimeSettings settings, LogSink logs, InstantSource clock) {
    this(
        settings,
        SandboxChoice.onThisHost(settings.directory().toAbsolutePath().resolve("sandbox"))
            .choose(settings.sandbox()),
        logs,
        clock);
  }

  /// @param sandbox in place of one that the settings' mode would lead to
  FunctionRuntime(RuntimeSettings settings, Sandbox sandbox, LogSink logs, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.languages = new Languages(settings.directory().resolve("runtimes"));
    this.temporaries = new Temporaries(settings.directory().toAbsolutePath().resolve("tmp"));
    this.launcher = new WorkerLauncher(languages, sandbox, temporaries, settings, logs);
    this.capacity = new Capacity(settings.pool().memoryBudgetBytes(), this::stopOldestIdle);
    this.running = new Semaphore(settings.pool().concurrency());
    this.reaper = Thread.ofVirtual().name("worker-reaper").unstarted(this::reap);
    reaper.start();
  }

  /// Blocks until the function has answered, failed, crashed or run into its timeout, or there is no
  /// capacity for it; every ending is an outcome.
  ///
  /// @param invokedArn the ARN by which the function was called, as it sees it
  public InvocationResult invoke(FunctionSpec spec, InvocationRequest request, String invokedArn)
      throws InterruptedException {
    Instant startedAt = clock.instant();
    if (closing.get()) {
      return notRun(new Outcome.Unreachable("this node is shutting down"), startedAt);
    }
    if (!running.tryAcquire()) {
      return notRun(new Outcome.Throttled("ConcurrentInvocationLimitExceeded", null), startedAt);
    }
    long began = System.nanoTime();
    try {
      WorkerInvocation invocation = new WorkerInvocation(request, invokedArn);
      Outcome outcome = pool(spec).run(invocation);
      return new InvocationResult(
          outcome,
          outcome instanceof Outcome.NotRun ? null : spec.version(),
          invocation.logTail(),
          startedAt,
          Duration.ofNanos(System.nanoTime() - began));
    } finally {
      running.release();
    }
  }

  private static InvocationResult notRun(Outcome.NotRun outcome, Instant startedAt) {
    return new InvocationResult(outcome, null, null, startedAt, Duration.ZERO);
  }

  private FunctionPool pool(FunctionSpec spec) {
    FunctionPool pool = pools.get(spec.key());
    return pool != null
        ? pool
        : pools.computeIfAbsent(
            spec.key(), _ -> new FunctionPool(spec, settings, launcher, capacity, clock));
  }

  /// Stops the workers of a key as they fall idle. Running invocations end as they would.
  public void retire(String key) {
    FunctionPool pool = pools.get(key);
    if (pool != null) {
      pool.retire();
    }
  }

  /// Empty if this host can run the runtime, otherwise why not, for the error answered at create.
  public Optional<String> whyUnavailable(String runtime) {
    Optional<String> why = languages.whyUnavailable(runtime);
    if (why.isEmpty()) {
      launcher.prepare(runtime);
    }
    return why;
  }

  /// Refuses new invocations, lets running ones end within the drain timeout, stops every worker.
  @Override
  public void close() {
    if (!closing.compareAndSet(false, true)) {
      return;
    }
    reaper.interrupt();
    pools.values().forEach(FunctionPool::retire);
    try {
      boolean drained =
          running.tryAcquire(
              settings.pool().concurrency(),
              settings.pool().drainTimeout().toMillis(),
              TimeUnit.MILLISECONDS);
      if (!drained) {
        LOG.warn(
            "{} invocations did not end in time; their workers are killed",
            settings.pool().concurrency() - running.availablePermits());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    pools.values().forEach(FunctionPool::stopAll);
    launcher.close();
    temporaries.removeAll();
  }

  private void reap() {
    Duration idle = settings.pool().idleTimeout();
    long pause = Math.clamp(idle.toMillis() / 4, 10, 30_000);
    try {
      while (!closing.get()) {
        Thread.sleep(pause);
        long before = System.nanoTime() - idle.toNanos();
        pools.values().forEach(pool -> pool.reap(before));
        pools.values().removeIf(FunctionPool::isRetiredAndEmpty);
      }
    } catch (InterruptedException _) {
      LOG.debug("Idle workers are stopped by the shutdown now");
    }
  }

  private boolean stopOldestIdle() {
    FunctionPool oldest = null;
    long since = Long.MAX_VALUE;
    for (FunctionPool pool : pools.values()) {
      OptionalLong idle = pool.oldestIdleNanos();
      if (idle.isPresent() && (oldest == null || idle.getAsLong() - since < 0)) {
        oldest = pool;
        since = idle.getAsLong();
      }
    }
    return stopOldestIdleOf(oldest, since);
  }

  private static boolean stopOldestIdleOf(@Nullable FunctionPool pool, long since) {
    if (pool == null) {
      return false;
    }
    pool.reap(since);
    return true;
  }
}
