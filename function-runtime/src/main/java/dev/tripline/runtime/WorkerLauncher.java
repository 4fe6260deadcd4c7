package dev.tripline.runtime;

import dev.tripline.runtime.api.RuntimeListener;
import dev.tripline.runtime.language.Languages;
import dev.tripline.runtime.language.Launch;
import dev.tripline.runtime.language.LaunchRequest;
import dev.tripline.runtime.language.UnstartableException;
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
final class WorkerLauncher implements AutoCloseable {
  private final Languages languages;
  private final Sandbox sandbox;
  private final WorkerStarter starter;
  private final RuntimeSettings settings;
  private final LogSink sink;
  private final JavaTraining training;

  WorkerLauncher(
      Languages languages,
      Sandbox sandbox,
      Temporaries temporaries,
      RuntimeSettings settings,
      LogSink sink) {
    this.languages = languages;
    this.sandbox = sandbox;
    this.settings = settings;
    this.sink = sink;
    this.starter = new WorkerStarter(sandbox, settings.limits().openFiles());
    this.training = new JavaTraining(languages, sandbox, starter, temporaries);
  }

  /// Makes later starts of this runtime faster, if that can be done; returns at once.
  void prepare(String runtime) {
    training.want(runtime);
  }

  /// Returns as soon as the process is started; whether it comes up, the invocation is told.
  ///
  /// @param temporary the worker's `/tmp`
  void launch(FunctionPool pool, Invocation invocation, Path temporary)
      throws IOException, InterruptedException, UnstartableException {
    FunctionSpec spec = pool.spec();
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
    RuntimeListener listener = new RuntimeListener();
    try {
      Map<String, String> environment =
          FunctionEnvironment.of(
              spec, launch, request.view(), listener.address(), settings.region());
      WorkerProcess process =
          starter.start(
              confinement(spec, temporary, launch.readable()),
              launch.command(),
              environment,
              new WorkerLimits(spec.memoryMb(), spec.ephemeralStorageMb(), temporary),
              log);
      WorkerReport report = new WorkerReport(spec, sink, log, process, began);
      WorkerResources resources = new WorkerResources(listener, process, report, temporary);
      Worker worker = new Worker(pool, resources, invocation);
      pool.started(worker);
      listener.start(worker, settings.limits().responseBytes());
      var _ = process.exit().thenAccept(worker::exited);
    } catch (IOException | InterruptedException | RuntimeException e) {
      listener.close();
      throw e;
    }
  }

  /// @param needed what the runtime itself has to read
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
