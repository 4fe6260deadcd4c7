package dev.tripline.runtime.process;

import dev.tripline.runtime.cgroup.ControlGroups;
import dev.tripline.runtime.cgroup.Enforcement;
import dev.tripline.runtime.cgroup.WorkerGroup;
import dev.tripline.runtime.sandbox.Confinement;
import dev.tripline.runtime.sandbox.PlainProcesses;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts worker processes, each leader of its own session and process group.
///
/// All are started by one thread that lives as long as this object: the kernel ties a child's fate
/// to the thread that made it, not to the process. So no worker outlives the dispatcher, however it
/// ends.
public final class WorkerStarter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WorkerStarter.class);

  /// Arguments: open files, blocks of a file, files for descriptors 4 and 5, member file of the control
  /// group, the command. The kernel ends functions first when memory is short; a function can only make that likelier.
  private static final String LIMITED =
      """
      [ -z "$5" ] || echo 0 >"$5" || exit 1
      ulimit -c 0; ulimit -n "$1"; ulimit -f "$2"
      { echo SCORE >/proc/self/oom_score_adj; } 2>/dev/null
      [ -z "$3" ] || exec 4<"$3"
      [ -z "$4" ] || command exec 5>"$4" || exec 5>&1
      exec 3<&0 </dev/null
      shift 5
      exec "$@"
      """
          .replace("SCORE", Integer.toString(Orphans.WORKERS_SCORE));

  private final Sandbox sandbox;
  private final int openFiles;
  private final String setsid;
  private final ControlGroups.Search groups = ControlGroups.here();
  private final ResourceWatch watch;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("worker-starter").daemon().factory());

  public WorkerStarter(Sandbox sandbox, int openFiles) {
    this.sandbox = sandbox;
    this.openFiles = openFiles;
    this.watch = new ResourceWatch(orphans(sandbox));
    watch.start();
    this.setsid =
        List.of("/usr/bin/setsid", "/bin/setsid").stream()
            .filter(file -> Files.isExecutable(Path.of(file)))
            .findFirst()
            .orElseThrow(
                () -> new IllegalStateException("setsid (util-linux) is needed to run functions"));
  }

  private static @Nullable Orphans orphans(Sandbox sandbox) {
    if (!(sandbox instanceof PlainProcesses)) {
      return null;
    }
    try {
      return Orphans.adopt();
    } catch (IOException e) {
      LOG.warn("Processes that functions leave behind go on, on this host", e);
      return null;
    }
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
    line.add(limits.fileBlocks());
    Sandbox.Start start = sandbox.start(confinement, command, environment);
    line.add(start.filter() == null ? "" : start.filter().toString());
    Confinement.ExtensionFiles extensions = confinement.extensions();
    line.add(extensions == null ? "" : extensions.output().toString());
    HostResources host = host(start, limits);
    WorkerGroup group = host.group();
    line.add(group == null ? "" : group.members().toString());
    Confinement.JoinedNetwork network = confinement.network();
    if (network != null) {
      line.addAll(network.enter());
    }
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
      return new WorkerProcess(process, pipe, limits, watch, host);
    } catch (ExecutionException e) {
      pipe.discard();
      host.remove();
      throw new IOException("a worker process could not be started", e.getCause());
    }
  }

  /// The way in which workers are held to their limits.
  public Enforcement enforcement() {
    return groups.enforcement();
  }

  private HostResources host(Sandbox.Start start, WorkerLimits limits) throws IOException {
    try {
      return new HostResources(start.file(), group(limits));
    } catch (IOException e) {
      new HostResources(start.file(), null).remove();
      throw new IOException("a worker gets no control group", e);
    }
  }

  private @Nullable WorkerGroup group(WorkerLimits limits) throws IOException {
    ControlGroups delegated = groups.groups();
    return delegated == null ? null : delegated.create(limits.ofGroup(ResourceWatch.MOST_THREADS));
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
