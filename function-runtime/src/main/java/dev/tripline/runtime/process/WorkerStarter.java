package dev.tripline.runtime.process;

import dev.tripline.runtime.sandbox.Confinement;
import dev.tripline.runtime.sandbox.Sandbox;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts worker processes, each leader of its own session and process group.
///
/// All are started by one thread that lives as long as this object: the kernel ties a child's fate
/// to the thread that made it, not to the process. So no worker outlives the dispatcher, however it
/// ends.
public final class WorkerStarter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerStarter.class);
  private static final String LIMITED =
      """
      ulimit -c 0; ulimit -n "$1"
      shift
      exec 3<&0 </dev/null
      exec "$@"
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

  /// @param limits a worker that exceeds one is killed
  public WorkerProcess start(
      Confinement confinement,
      List<String> command,
      Map<String, String> environment,
      WorkerLimits limits,
      Output output)
      throws IOException, InterruptedException {
    List<String> line =
        new ArrayList<>(
            List.of(setsid, "/bin/sh", "-c", LIMITED, "worker", Integer.toString(openFiles)));
    Sandbox.Start start = sandbox.start(confinement, command, environment);
    line.addAll(start.command());
    OutputPipe pipe = new OutputPipe(output);
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(confinement.taskRoot().toFile())
            .redirectErrorStream(true)
            .redirectOutput(pipe.redirect());
    builder.environment().clear();
    try {
      Process process = thread.submit(builder::start).get();
      pipe.start("worker-output-" + process.pid());
      write(start, process);
      return new WorkerProcess(process, pipe, limits, watch, start.file());
    } catch (ExecutionException e) {
      pipe.discard();
      if (start.file() != null) {
        Files.deleteIfExists(start.file());
      }
      throw new IOException("a worker process could not be started", e.getCause());
    }
  }

  /// A process that is gone already says more by its exit status.
  private static void write(Sandbox.Start start, Process process) {
    OutputStream stream = process.getOutputStream();
    try {
      stream.write(start.input());
      stream.flush();
      if (!start.lifeline()) {
        stream.close();
      }
    } catch (IOException e) {
      LOG.debug("Worker {} has not taken its variables", process.pid(), e);
    }
  }

  @Override
  public void close() {
    watch.stop();
    thread.shutdown();
  }
}
