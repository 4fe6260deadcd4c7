package dev.tripline.runtime.pool;

import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.RuntimeSettings;
import dev.tripline.runtime.WorkerCredentials;
import dev.tripline.runtime.api.RuntimeListener;
import dev.tripline.runtime.cgroup.Enforcement;
import dev.tripline.runtime.extension.telemetry.LoopbackPorts;
import dev.tripline.runtime.extension.telemetry.NamespacePorts;
import dev.tripline.runtime.extension.telemetry.NodeTelemetry;
import dev.tripline.runtime.extension.telemetry.WorkerPorts;
import dev.tripline.runtime.image.ImageStart;
import dev.tripline.runtime.language.ImageLaunch;
import dev.tripline.runtime.language.Languages;
import dev.tripline.runtime.language.Launch;
import dev.tripline.runtime.language.LaunchRequest;
import dev.tripline.runtime.language.SnapStart;
import dev.tripline.runtime.language.UnstartableException;
import dev.tripline.runtime.log.LogSink;
import dev.tripline.runtime.log.WorkerLog;
import dev.tripline.runtime.log.WorkerReport;
import dev.tripline.runtime.network.NetworkNamespace;
import dev.tripline.runtime.network.NetworkNamespaces;
import dev.tripline.runtime.network.WorkerNetwork;
import dev.tripline.runtime.pack.StartPlaces;
import dev.tripline.runtime.pack.TreeSeals;
import dev.tripline.runtime.process.Temporaries;
import dev.tripline.runtime.process.WorkerLimits;
import dev.tripline.runtime.process.WorkerProcess;
import dev.tripline.runtime.process.WorkerStarter;
import dev.tripline.runtime.sandbox.Confinement;
import dev.tripline.runtime.sandbox.PlainProcesses;
import dev.tripline.runtime.sandbox.Sandbox;
import dev.tripline.runtime.sandbox.Temporary;
import dev.tripline.spi.invocation.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Starts worker processes and joins them to their Runtime API.
public final class WorkerLauncher implements AutoCloseable {
  /// The exit statuses after SIGABRT, SIGBUS and SIGSEGV.
  private static final Set<Integer> DAMAGE = Set.of(134, 135, 139);

  private static final String INITIALIZATION_TYPE = "AWS_LAMBDA_INITIALIZATION_TYPE";

  private final Languages languages;
  private final Sandbox sandbox;
  private final WorkerStarter starter;
  private final RuntimeSettings settings;
  private final LogSink sink;
  private final Temporaries temporaries;
  private final JavaTraining training;
  private final StartPlaces startPlaces;
  private final SnapStartTraining snapStarts;
  private final NetworkNamespaces networks;
  private final NodeTelemetry telemetry;
  private final Map<String, String> variables;
  private volatile Predicate<FunctionSpec> intact = _ -> true;
  private volatile WorkerCredentials credentials = _ -> WorkerCredentials.PLACEHOLDERS;
  private final Set<WorkerProcess> ending = ConcurrentHashMap.newKeySet();
  private final LongAdder starts = new LongAdder();

  public WorkerLauncher(
      Languages languages,
      Sandbox sandbox,
      Temporaries temporaries,
      RuntimeSettings settings,
      LogSink sink) {
    this.languages = languages;
    this.sandbox = sandbox;
    this.settings = settings;
    this.sink = sink;
    this.temporaries = temporaries;
    this.starter = new WorkerStarter(sandbox, settings.limits().openFiles());
    this.training = new JavaTraining(languages, sandbox, starter, temporaries);
    boolean sandboxed = !(sandbox instanceof PlainProcesses);
    this.networks = new NetworkNamespaces(temporaries.reserve("net"), sandboxed);
    this.telemetry = new NodeTelemetry(sandboxed);
    this.startPlaces =
        new StartPlaces(
            settings.directory().resolve("snapstart"),
            SnapStart.JAR,
            sandboxed ? null : new TreeSeals());
    this.snapStarts = new SnapStartTraining(this, startPlaces, temporaries);
    this.variables = new HashMap<>(settings.variables());
    variables.put("AWS_REGION", settings.region());
  }

  /// @param check asked before each start whether the trees of a function are as they were unpacked
  public void checkBeforeStart(Predicate<FunctionSpec> check) {
    intact = check;
  }

  /// Why workers cannot be in networks of their own here; empty if they can. Blocks while it is tried.
  public Optional<String> whyNoNetworks() throws InterruptedException {
    return networks.whyNone();
  }

  /// @param source asked for the credentials of each worker; before, workers have placeholders
  public void giveCredentials(WorkerCredentials source) {
    credentials = source;
  }

  /// Makes later starts of this runtime faster, if that can be done; returns at once.
  public void prepare(String runtime) {
    training.want(runtime);
  }

  /// Returns as soon as the process is started; the invocation learns whether it comes up.
  ///
  /// @param temporary the worker's `/tmp`
  void launch(
      FunctionSpec spec,
      WorkerListener listener,
      InvocationTerms terms,
      WorkerInvocation invocation,
      Temporary temporary)
      throws IOException, InterruptedException, UnstartableException {
    requireImages(spec);
    prepare(spec.runtime());
    if (!intact.test(spec)) {
      throw new IOException(
          "the package of "
              + spec.functionName()
              + " was changed after it was unpacked; it is unpacked anew for the next invocation");
    }
    WorkerCredentials.Issued issued = credentials.issue(spec);
    long began = System.nanoTime();
    LaunchRequest request = request(spec, temporary, invocation.isTraining());
    snapStarts.check(spec, request);
    String wrapper = spec.environment().getOrDefault("AWS_LAMBDA_EXEC_WRAPPER", "");
    ImageStart image = spec.image();
    Launch alone =
        image == null
            ? languages.launch(request, wrapper)
            : ImageLaunch.of(image, spec.environment());
    WorkerExtensions extensions = WorkerExtensions.in(spec, terms.clock(), telemetry);
    WorkerLog log = new WorkerLog(spec, sink, terms.clock());
    WorkerNetwork wanted = spec.network();
    NetworkNamespace network = wanted == null ? null : networks.open(wanted);
    RuntimeListener api;
    try {
      api = listener(network);
    } catch (IOException | RuntimeException e) {
      close(network);
      throw e;
    }
    try {
      Launch launch = extensions.before(alone, request, image, temporaries);
      Map<String, String> environment =
          FunctionEnvironment.of(spec, launch, request.view(), api.address(), variables, issued);
      if (spec.snapStart()) {
        environment.put(INITIALIZATION_TYPE, "snap-start");
      } else if (invocation.isWarmUp()) {
        environment.put(INITIALIZATION_TYPE, "provisioned-concurrency");
      }
      WorkerProcess process =
          starter.start(
              confinement(spec, temporary, launch.readable())
                  .in(network == null ? null : network.joined())
                  .with(extensions.files(log)),
              launch.command(),
              environment,
              limits(spec, temporary, invocation),
              log);
      starts.increment();
      if (network != null) {
        var _ = process.exit().thenRun(network::close);
        var _ = network.ended().thenRun(process::kill);
      }
      WorkerReport report = new WorkerReport(log, process, began);
      if (invocation.isWarmUp()) {
        report.provisioned();
      }
      WorkerResources resources = new WorkerResources(api, process, report, temporary, issued);
      Worker worker = new Worker(listener, resources, extensions, terms, invocation);
      WorkerPorts ports =
          network == null
              ? new LoopbackPorts(process.pid(), extensions.address())
              : new NamespacePorts(network.inward(), extensions.address());
      extensions.of(process, report, ports, worker::extensionsIdle);
      if (extensions.haveTimeToEnd()) {
        ending.add(process);
        var _ = process.exit().thenRun(() -> ending.remove(process));
      }
      listener.started(worker);
      api.start(worker, terms.responseBytes(), process.pid());
      boolean cached = request.snapStart() != null && !invocation.isTraining();
      var _ =
          process
              .exit()
              .thenAccept(status -> {
                if (cached && !worker.isUp() && DAMAGE.contains(status)) {
                  snapStarts.distrust(spec, request);
                }
                worker.exited(status);
              });
    } catch (IOException | InterruptedException | RuntimeException e) {
      api.close();
      close(network);
      extensions.close();
      throw e;
    }
  }

  /// A JVM that writes a cache starts another one beside itself, and the cache goes to `/tmp`.
  private static WorkerLimits limits(
      FunctionSpec spec, Temporary temporary, WorkerInvocation invocation) {
    int more = invocation.isTraining() ? SnapStartTraining.BESIDE_MB : 0;
    return new WorkerLimits(spec.memoryMb() + more, spec.ephemeralStorageMb() + more, temporary);
  }

  /// @param trains whether it is to write a start cache
  LaunchRequest request(FunctionSpec spec, Temporary temporary, boolean trains) throws IOException {
    LaunchRequest request =
        new LaunchRequest(
            spec.runtime(),
            spec.handler(),
            spec.memoryMb(),
            spec.environment(),
            spec.taskRoot(),
            spec.layersRoot(),
            sandbox.view(confinement(spec, temporary, List.of())));
    if (!spec.snapStart()) {
      return request;
    }
    Path place = startPlaces.open(spec.key(), spec.taskRoot());
    return request.with(languages.java().snapStart(request, place, trains));
  }

  /// What makes starts of versions with SnapStart fast.
  public SnapStartTraining snapStarts() {
    return snapStarts;
  }

  private static RuntimeListener listener(@Nullable NetworkNamespace network) throws IOException {
    return network == null
        ? new RuntimeListener()
        : new RuntimeListener(network.socket(), network.runtimeApi());
  }

  private static void close(@Nullable NetworkNamespace network) {
    if (network != null) {
      network.close();
    }
  }

  /// Why functions cannot be container images here, with the remedy; empty if they can.
  public Optional<String> whyNoImages() {
    return sandbox.whyNoImages();
  }

  private void requireImages(FunctionSpec spec) throws IOException {
    Optional<String> why = spec.image() == null ? Optional.empty() : whyNoImages();
    if (why.isPresent()) {
      throw new IOException(spec.functionName() + " cannot run here: " + why.get());
    }
  }

  /// The way in which workers are held to their limits.
  public Enforcement enforcement() {
    return starter.enforcement();
  }

  /// The number of processes that were started for invocations.
  public long starts() {
    return starts.sum();
  }

  /// Completes the log of an invocation for which not even a process could be started.
  void logUnstartable(
      FunctionSpec spec, InvocationTerms terms, WorkerInvocation invocation, Outcome outcome) {
    WorkerLog log = new WorkerLog(spec, sink, terms.clock());
    WorkerReport report = new WorkerReport(log, null, System.nanoTime());
    invocation.keepLog(report.startFailed(invocation.request(), outcome, true));
  }

  /// An empty `/tmp` for a worker.
  Temporary newTemporary(FunctionSpec spec) throws IOException {
    return sandbox.keepsTemporaryInMemory()
        ? new Temporary.InMemory(spec.ephemeralStorageMb())
        : new Temporary.Directory(temporaries.create());
  }

  /// @param needed directories that the runtime itself has to read
  private Confinement confinement(FunctionSpec spec, Temporary temporary, List<Path> needed) {
    List<Path> readable = new ArrayList<>(needed);
    readable.addAll(settings.readable());
    ImageStart image = spec.image();
    return new Confinement(
            spec.taskRoot(),
            spec.layersRoot(),
            languages.files(),
            temporary,
            Math.max(1, spec.memoryMb() / 2),
            readable)
        .with(
            image == null
                ? null
                : new Confinement.RootFileSystem(image.root(), image.workingDirectory()));
  }

  /// The workers are to be stopped already. Blocks while extensions use the time that they have for it.
  @Override
  public void close() {
    WorkerExtensions.awaitEnds(List.copyOf(ending));
    training.close();
    snapStarts.close();
    starter.close();
    networks.close();
  }
}
