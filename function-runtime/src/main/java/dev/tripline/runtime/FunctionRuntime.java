package dev.tripline.runtime;

import dev.tripline.runtime.language.Languages;
import dev.tripline.runtime.log.LogSink;
import dev.tripline.runtime.network.WorkerNetwork;
import dev.tripline.runtime.pool.Capacity;
import dev.tripline.runtime.pool.FunctionPool;
import dev.tripline.runtime.pool.WarmWorkers;
import dev.tripline.runtime.pool.WorkerInvocation;
import dev.tripline.runtime.pool.WorkerLauncher;
import dev.tripline.runtime.process.Temporaries;
import dev.tripline.runtime.sandbox.Sandbox;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.invocation.TraceContext;
import dev.tripline.spi.liveness.VitalThreads;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
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
  private final SandboxReport sandbox;
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
    this.languages = new Languages(settings.directory().resolve("runtimes"), settings.libraries());
    this.temporaries = new Temporaries(settings.directory().toAbsolutePath().resolve("tmp"));
    this.launcher = new WorkerLauncher(languages, sandbox, temporaries, settings, logs);
    this.sandbox = SandboxReport.of(settings.sandbox(), sandbox, launcher.enforcement());
    this.capacity =
        new Capacity(
            settings.pool().memoryBudgetBytes(),
            this::stopOldestIdle,
            () -> pools.values().stream().anyMatch(FunctionPool::hasReturning));
    this.running = new Semaphore(settings.pool().concurrency());
    this.reaper = VitalThreads.ofVirtual("worker-reaper").unstarted(this::reap);
    reaper.start();
  }

  /// @param check asked before each start of a worker whether the function's code and layers are as they
  ///     were unpacked; otherwise the start fails
  public void checkBeforeStart(Predicate<FunctionSpec> check) {
    launcher.checkBeforeStart(check);
  }

  /// @param source asked for the credentials of each worker that is started; before, workers have
  ///     placeholders
  public void giveCredentials(WorkerCredentials source) {
    launcher.giveCredentials(source);
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
      TraceContext trace = request.origin().trace().context(request.requestId(), startedAt);
      WorkerInvocation invocation = new WorkerInvocation(request, invokedArn, trace);
      Outcome outcome = pool(spec).run(invocation);
      boolean ran = !(outcome instanceof Outcome.NotRun);
      return new InvocationResult(
          outcome,
          ran ? spec.version() : null,
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
    FunctionPool pool = pools.get(spec.poolKey());
    return pool != null
        ? pool
        : pools.computeIfAbsent(
            spec.poolKey(), _ -> new FunctionPool(spec, settings, launcher, capacity, clock));
  }

  /// Keeps so many workers of a function up, whether or not it is called, until another number is
  /// asked for or the function retires. Returns at once.
  public void keep(FunctionSpec spec, int workers) {
    pool(spec).keep(workers);
  }

  /// How far it has come with the workers that it is to keep.
  ///
  /// @param key of a [FunctionSpec]
  public WarmWorkers.Progress kept(String key) {
    return pools.values().stream()
        .filter(pool -> pool.spec().key().equals(key) && !pool.isRetired())
        .findFirst()
        .map(FunctionPool::warm)
        .orElse(new WarmWorkers.Progress(0, 0, null));
  }

  /// Makes a version with SnapStart ready: starts it once and keeps a cache of that start. Answers at once
  /// if there is one; blocks otherwise, up to minutes, and behind others that do the same.
  ///
  /// @throws SnapStartException if the function does not come up, or there is no cache
  /// @throws InterruptedException also once [#endSnapStarts] was called
  public void prepareSnapStart(FunctionSpec spec) throws SnapStartException, InterruptedException {
    launcher.snapStarts().prepare(spec);
  }

  /// Ends [#prepareSnapStart], which is interrupted then, now and from now on.
  public void endSnapStarts() {
    launcher.snapStarts().close();
  }

  /// Removes what was made for versions with SnapStart, but for these.
  ///
  /// @param keys of [FunctionSpec]s
  public void keepSnapStarts(Collection<String> keys) {
    launcher.snapStarts().retain(keys);
  }

  /// Stops the workers of a key as they fall idle. Running invocations end as they would.
  public void retire(String key) {
    pools.values().stream()
        .filter(pool -> pool.spec().key().equals(key))
        .forEach(FunctionPool::retire);
    launcher.snapStarts().remove(key);
  }

  /// Stops the workers that are in this network by other rules than these, as they fall idle.
  ///
  /// @param revision of the rules that hold from now on
  public void retireNetwork(String network, String revision) {
    for (FunctionPool pool : pools.values()) {
      WorkerNetwork of = pool.spec().network();
      if (of != null && of.name().equals(network) && !of.revision().equals(revision)) {
        pool.retire();
      }
    }
  }

  /// Why functions cannot be in networks of their own here, with the remedy; empty if they can. The first
  /// time it blocks while one is tried.
  public Optional<String> whyNoNetworks() throws InterruptedException {
    return launcher.whyNoNetworks();
  }

  /// Why functions cannot be container images here, with the remedy; empty if they can.
  public Optional<String> whyNoImages() {
    return launcher.whyNoImages();
  }

  /// Empty if this host can run the runtime, otherwise why not, for the error answered at create.
  public Optional<String> whyUnavailable(String runtime) {
    Optional<String> why = languages.whyUnavailable(runtime);
    if (why.isEmpty()) {
      launcher.prepare(runtime);
    }
    return why;
  }

  /// The warning for a runtime that is available, but on another version than the one it names.
  public Optional<String> warning(String runtime) {
    return languages.warning(runtime);
  }

  /// The isolation that functions have here.
  public SandboxReport sandbox() {
    return sandbox;
  }

  /// The number of worker processes that there are now.
  public int workers() {
    return pools.values().stream().mapToInt(FunctionPool::size).sum();
  }

  /// Those of them that wait for work.
  public int idleWorkers() {
    return pools.values().stream().mapToInt(FunctionPool::idle).sum();
  }

  /// The number of worker processes that were started so far.
  public long starts() {
    return launcher.starts();
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
