package dev.tripline.runtime.pool;

import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.RuntimeSettings;
import dev.tripline.runtime.api.RuntimeListener;
import dev.tripline.runtime.language.Languages;
import dev.tripline.runtime.language.Launch;
import dev.tripline.runtime.language.LaunchRequest;
import dev.tripline.runtime.language.UnstartableException;
import dev.tripline.runtime.log.LogSink;
import dev.tripline.runtime.log.WorkerLog;
import dev.tripline.runtime.log.WorkerReport;
import dev.tripline.runtime.process.WorkerLimits;
import dev.tripline.runtime.process.WorkerProcess;
import dev.tripline.runtime.process.WorkerStarter;
import dev.tripline.runtime.sandbox.Confinement;
import dev.tripline.runtime.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Starts worker processes and joins them to their Runtime API.
public final class WorkerLauncher implements AutoCloseable {
  private final Languages languages;
  private final Sandbox sandbox;
  private final WorkerStarter starter;
  private final RuntimeSettings settings;
  private final LogSink sink;
  private final Temporaries temporaries;
  private final JavaTraining training;

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
      Path temporary)
      throws IOException, InterruptedException, UnstartableException {
    prepare(spec.runtime());
    long began = System.nanoTime();
    Confinement bare = confinement(spec, temporary, List.of());
    LaunchRequest request =
        new LaunchRequest(
            spec.runtime(),
            spec.handler(),
            spec.memoryMb(),
            spec.environment(),
            spec.taskRoot(),
            spec.layersRoot(),
            sandbox.view(bare));
    String wrapper = spec.environment().getOrDefault("AWS_LAMBDA_EXEC_WRAPPER", "");
    Launch launch = languages.launch(request, wrapper);
    WorkerLog log = new WorkerLog(spec, sink);
    RuntimeListener api = new RuntimeListener();
    try {
      Map<String, String> environment =
          FunctionEnvironment.of(spec, launch, request.view(), api.address(), settings.region());
      WorkerProcess process =
          starter.start(
              confinement(spec, temporary, launch.readable()),
              launch.command(),
              environment,
              new WorkerLimits(spec.memoryMb(), spec.ephemeralStorageMb(), temporary),
              log);
      WorkerReport report = new WorkerReport(spec, sink, log, process, began);
      WorkerResources resources = new WorkerResources(api, process, report, temporary);
      Worker worker = new Worker(listener, resources, terms, invocation);
      listener.started(worker);
      api.start(worker, terms.responseBytes());
      var _ = process.exit().thenAccept(worker::exited);
    } catch (IOException | InterruptedException | RuntimeException e) {
      api.close();
      throw e;
    }
  }

  /// An empty `/tmp` for a worker.
  Path newTemporary() throws IOException {
    return temporaries.create();
  }

  /// @param needed directories that the runtime itself has to read
  private Confinement confinement(FunctionSpec spec, Path temporary, List<Path> needed) {
    List<Path> readable = new ArrayList<>(needed);
    readable.addAll(settings.readable());
    return new Confinement(
        spec.taskRoot(), spec.layersRoot(), languages.files(), temporary, readable);
  }

  @Override
  public void close() {
    training.close();
    starter.close();
  }
}
