package dev.tripline.runtime.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Starts worker processes, each leader of its own session and process group.
///
/// All are started by one thread that lives as long as this object: the kernel ties a child's fate
/// to the thread that made it, not to the process. So no worker outlives the dispatcher, however it
/// ends: a sandbox asks the kernel for that; a plain process gets a watcher beside it which reads a
/// pipe from the dispatcher, and kills the group when the pipe ends.
public final class WorkerStarter implements AutoCloseable {
  private static final String LIMITS =
      """
      ulimit -c 0; ulimit -n "$1"
      shift
      """;
  private static final String PLAIN =
      LIMITS
          + """
          exec 3<&0
          ( while read -r _; do :; done; kill -9 -$$ ) <&3 3<&- >/dev/null 2>&1 &
          exec "$@" </dev/null 3<&-
          """;
  private static final String SANDBOXED =
      LIMITS
          + """
          exec "$@" </dev/null
          """;

  private final Sandbox sandbox;
  private final int openFiles;
  private final String setsid;
  private final ResourceWatch watch = new ResourceWatch();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("worker-starter").daemon().factory());

  public WorkerStarter(Sandbox sandbox, int openFiles) {
    this.sandbox = sandbox;
    this.openFiles = openFiles;
    watch.start();
    this.setsid =
        List.of("/usr/bin/setsid", "/bin/setsid").stream()
            .filter(file -> Files.isExecutable(Path.of(file)))
            .findFirst()
            .orElseThrow(
                () -> new IllegalStateException("setsid (util-linux) is needed to run functions"));
  }

  /// @param limits what the worker is killed for exceeding
  public WorkerProcess start(
      Confinement confinement,
      List<String> command,
      Map<String, String> environment,
      WorkerLimits limits,
      Output output)
      throws IOException, InterruptedException {
    List<String> line =
        new ArrayList<>(
            List.of(
                setsid,
                "/bin/sh",
                "-c",
                sandbox.diesWithParent() ? SANDBOXED : PLAIN,
                "worker",
                Integer.toString(openFiles)));
    line.addAll(sandbox.wrap(confinement, command));
    OutputPipe pipe = new OutputPipe(output);
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(confinement.taskRoot().toFile())
            .redirectErrorStream(true)
            .redirectOutput(pipe.redirect());
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      Process process = thread.submit(builder::start).get();
      pipe.start("worker-output-" + process.pid());
      return new WorkerProcess(process, pipe, limits, watch);
    } catch (ExecutionException e) {
      pipe.discard();
      throw new IOException("a worker process could not be started", e.getCause());
    }
  }

  @Override
  public void close() {
    watch.stop();
    thread.shutdown();
  }
}
