package dev.tripline.runtime.pool;

import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.SnapStartException;
import dev.tripline.runtime.language.JavaLanguage;
import dev.tripline.runtime.language.LaunchRequest;
import dev.tripline.runtime.language.SnapStart;
import dev.tripline.runtime.language.UnstartableException;
import dev.tripline.runtime.pack.StartPlaces;
import dev.tripline.runtime.process.Temporaries;
import dev.tripline.runtime.process.WorkerProcess;
import dev.tripline.runtime.report.Payloads;
import dev.tripline.runtime.sandbox.Temporary;
import dev.tripline.spi.invocation.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the caches that versions with SnapStart start from: starts a worker of the version as for an
/// invocation, with all that belongs to it, and ends it once it asks for one. Few at a time, beside the
/// memory that workers share.
public final class SnapStartTraining implements AutoCloseable {
  /// What a JVM takes that writes a cache, beside the function's own memory and `/tmp`.
  static final int BESIDE_MB = 1024;

  private static final int AT_ONCE = Math.max(2, Runtime.getRuntime().availableProcessors() / 2);

  private static final Logger LOG = LoggerFactory.getLogger(SnapStartTraining.class);

  /// Of a function's start: AWS's.
  private static final Duration LONGEST_START = Duration.ofSeconds(130);

  private static final Duration LONGEST_WRITE = Duration.ofSeconds(90);

  private final WorkerLauncher launcher;
  private final StartPlaces files;
  private final Temporaries temporaries;
  private final Semaphore places = new Semaphore(AT_ONCE, true);
  private final Map<String, ReentrantLock> versions = new ConcurrentHashMap<>();
  private final Set<String> wanted = ConcurrentHashMap.newKeySet();
  private final Set<Preparation> running = ConcurrentHashMap.newKeySet();
  private volatile boolean closing;

  private record Preparation(String key, Thread thread) {}

  SnapStartTraining(WorkerLauncher launcher, StartPlaces files, Temporaries temporaries) {
    this.launcher = launcher;
    this.files = files;
    this.temporaries = temporaries;
  }

  /// Blocks until the version has its cache.
  ///
  /// @throws InterruptedException also if this is closed meanwhile, or the version removed
  public void prepare(FunctionSpec spec) throws SnapStartException, InterruptedException {
    Preparation own = new Preparation(spec.key(), Thread.currentThread());
    running.add(own);
    ReentrantLock version = versions.computeIfAbsent(spec.key(), _ -> new ReentrantLock());
    try {
      version.lockInterruptibly();
      try {
        places.acquire();
        try {
          prepareInTurn(spec);
        } finally {
          places.release();
        }
      } finally {
        version.unlock();
      }
    } finally {
      running.remove(own);
      boolean _ = Thread.interrupted(); // one that came too late
    }
  }

  private void prepareInTurn(FunctionSpec spec) throws SnapStartException, InterruptedException {
    if (closing) {
      throw new InterruptedException("no more caches are made");
    }
    requireNoOtherCache(spec.environment());
    try {
      Path temporary = temporaries.create();
      try {
        LaunchRequest request = launcher.request(spec, new Temporary.Directory(temporary), true);
        Path cache = cache(request);
        if (!Files.exists(cache)) {
          train(spec, temporary, cache);
        }
      } finally {
        Temporaries.remove(temporary);
      }
    } catch (IOException | UnstartableException | ExecutionException e) {
      if (Thread.interrupted()) { // in the middle of a file
        throw new InterruptedException("the cache is not made: " + e.getMessage());
      }
      throw SnapStartException.of(e);
    }
  }

  private static void requireNoOtherCache(Map<String, String> environment)
      throws SnapStartException {
    if (JavaLanguage.hasCacheOfItsOwn(environment)) {
      throw SnapStartException.of(
          new IllegalArgumentException(
              "options of the JVM in the function's variables choose a cache of their own (-Xshare,"
                  + " -XX:SharedArchiveFile or -XX:AOT…); take them away"));
    }
  }

  private static Path cache(LaunchRequest request) {
    return Objects.requireNonNull(request.snapStart(), "a version without SnapStart").cache();
  }

  private void train(FunctionSpec spec, Path temporary, Path cache)
      throws IOException,
          UnstartableException,
          SnapStartException,
          InterruptedException,
          ExecutionException {
    long began = System.nanoTime();
    WorkerInvocation start = WorkerInvocation.training(spec.functionName());
    Lesson lesson = new Lesson();
    var terms = new InvocationTerms(spec.timeout(), 0, InstantSource.system(), spec.traced());
    launcher.launch(spec, lesson, terms, start, new Temporary.Directory(temporary));
    WorkerProcess process = lesson.process();
    try {
      long deadline = began + LONGEST_START.toNanos();
      Outcome failure =
          start.await(start::isDeliveredOrFailed, deadline)
              ? start.takeInitFailure()
              : lesson.timedOut(start);
      if (failure instanceof Outcome.Failed failed) {
        throw SnapStartException.of(failed);
      }
      process.exit().get(LONGEST_WRITE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("the JVM has not ended within " + LONGEST_WRITE.toSeconds() + " s", e);
    } finally {
      process.kill();
      process.exit().join();
    }
    long most = (spec.ephemeralStorageMb() + (long) BESIDE_MB) << 20;
    files.keep(cache, temporary.resolve(SnapStart.WRITTEN), most);
    LOG.info(
        "The start cache of {} {} was made in {} ms",
        spec.functionName(),
        spec.version(),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
  }

  /// Before a start: without a cache, as on a node that the version was not published on, one is made in
  /// the background, and this start goes without. Returns at once.
  void check(FunctionSpec spec, LaunchRequest request) {
    SnapStart snapStart = request.snapStart();
    if (snapStart == null || snapStart.trains() || Files.exists(snapStart.cache())) {
      return;
    }
    if (wanted.add(spec.key())) {
      Thread.ofVirtual().name("snap-start-" + spec.functionName()).start(() -> prepareLater(spec));
    }
  }

  private void prepareLater(FunctionSpec spec) {
    try {
      prepare(spec);
    } catch (SnapStartException e) {
      LOG.warn(
          "{} {} starts without its cache on this node, and is slower so",
          spec.functionName(),
          spec.version(),
          e);
    } catch (InterruptedException _) {
      LOG.debug("The start cache of {} is made another time", spec.functionName());
    }
  }

  /// A start with the cache has ended by a signal, as one does that reads a damaged file: the next is
  /// without, and another cache is made.
  void distrust(FunctionSpec spec, LaunchRequest request) {
    try {
      if (Files.deleteIfExists(cache(request))) {
        LOG.warn(
            "{} {} has died as it started from its cache, which is made anew",
            spec.functionName(),
            spec.version());
        wanted.remove(spec.key());
      }
    } catch (IOException e) {
      LOG.warn("The cache of {} stays", spec.functionName(), e);
    }
  }

  /// Ends what is made for a version, and removes what was made.
  public void remove(String key) {
    wanted.remove(key);
    versions.remove(key);
    running.stream().filter(one -> one.key.equals(key)).forEach(one -> one.thread.interrupt());
    files.remove(key);
  }

  /// Removes what was made for all other versions.
  public void retain(Collection<String> keys) {
    files.retain(keys);
  }

  /// Gives up what is being made, and makes no more.
  @Override
  public void close() {
    closing = true;
    running.forEach(one -> one.thread.interrupt());
    try {
      for (Preparation one : running) {
        one.thread.join(Duration.ofSeconds(5));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Ends the worker as soon as it asks for work: its API hangs up on the runtime, and its JVM writes the
  /// cache. Extensions wait meanwhile, and end with it.
  private static final class Lesson implements WorkerListener {
    private volatile @Nullable Worker worker;

    /// Of the worker that was launched.
    WorkerProcess process() {
      Worker launched = worker;
      if (launched == null) {
        throw new IllegalStateException("no worker was started");
      }
      return launched.resources().process();
    }

    /// It has not come up in time: ends it, and tells so in its log.
    Outcome timedOut(WorkerInvocation start) {
      Outcome outcome = Payloads.timedOut(start.request().requestId(), LONGEST_START);
      Worker hanging = worker;
      if (hanging != null) {
        hanging.replace();
        hanging.resources().endStart(start, outcome);
      }
      return outcome;
    }

    @Override
    public void started(Worker started) {
      worker = started;
    }

    @Override
    public void ready(Worker asking, @Nullable WorkerInvocation reserved) {
      asking.resources().report().silence(); // the JVM tells what it does
      asking.hangUp();
      if (reserved != null) {
        reserved.complete(new Outcome.Succeeded(new byte[0]));
      }
    }

    @Override
    public void answered() {}

    @Override
    public void returned() {}

    @Override
    public void gone(Worker gone) {}

    /// It is where the cache is.
    @Override
    public void vacated(Path temporary) {}
  }
}
