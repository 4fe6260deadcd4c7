package dev.tripline.dispatcher.crash;

import dev.tripline.testkit.process.AppProcess;
import dev.tripline.testkit.proof.History.Fault;
import dev.tripline.testkit.server.DispatcherClient;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.json.JsonMapper;

/// One dispatcher through all its restarts. Each outage is added to the list of faults when it is
/// over.
public final class CrashNode implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();

  private final AppProcess.Plan plan;
  private final List<Fault> faults;
  private volatile AppProcess process;
  private volatile URI endpoint;
  private long downSince;
  private String downBecause = "";

  public CrashNode(AppProcess.Plan plan, List<Fault> faults) throws InterruptedException {
    this.plan = plan;
    this.faults = faults;
    this.process = AppProcess.start(plan);
    this.endpoint = process.endpoint();
  }

  /// Where it listens, or listened until it went down.
  public URI endpoint() {
    return endpoint;
  }

  /// Of the process that runs now, or ran last.
  public long pid() {
    return process.pid();
  }

  /// SIGKILL.
  public void kill() throws InterruptedException {
    process.kill();
    down("SIGKILL");
  }

  /// SIGTERM; blocks until it has ended.
  ///
  /// @throws IllegalStateException if it has not within the limit
  public void terminate(Duration limit) throws InterruptedException {
    if (!process.stop(limit)) {
      throw new IllegalStateException("it does not end:\n" + process.outputTail(50));
    }
    down("SIGTERM");
  }

  /// Waits for a crash; answers whether it came.
  public boolean awaitCrash(String crashPoint, Duration limit) throws InterruptedException {
    boolean crashed = process.awaitExit(limit) == CrashPoint.EXIT_STATUS;
    if (crashed) {
      down(crashPoint);
    } else {
      System.out.println(crashPoint + " was not hit; the dispatcher's last lines:");
      System.out.println(process.outputTail(20));
    }
    return crashed;
  }

  /// SIGSTOP.
  public void pause() throws InterruptedException {
    process.pause();
  }

  /// SIGCONT.
  public void resume() throws InterruptedException {
    process.resume();
  }

  /// Accepts so many events for a function here.
  ///
  /// @param members further members of their JSON
  void invokeLater(String function, int count, String members) throws InterruptedException {
    try (DispatcherClient client = new DispatcherClient(endpoint)) {
      for (int i = 0; i < count; i++) {
        String event = "{\"id\":\"%s-%d\",%s}".formatted(function, i, members);
        client.invokeLater(function, event).orThrow();
      }
    }
  }

  /// The last lines it wrote.
  public String outputTail(int lines) {
    return process.outputTail(lines);
  }

  /// How many results this process was refused since it started.
  long fenced() {
    String metric = get("/actuator/metrics/tripline.async.fenced").orThrow();
    return JSON.readTree(metric).required("measurements").required(0).required("value").asLong();
  }

  public DispatcherClient.Answer get(String path) {
    try (DispatcherClient client = new DispatcherClient(endpoint)) {
      return client.send("GET", path, "");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /// Starts it again, which may crash it again; kills it first if it runs.
  public void restart(String... jvmArguments) throws InterruptedException {
    if (process.isAlive()) {
      kill();
    }
    process.close();
    process = AppProcess.startOrCrash(plan.with(jvmArguments));
    if (process.isAlive()) {
      endpoint = process.endpoint();
    }
    faults.add(new Fault(downBecause, downSince, System.currentTimeMillis()));
  }

  /// Starts it again and kills it so soon that it is still recovering, or has just begun to work.
  void restartBriefly(Duration life) throws InterruptedException {
    process.close();
    process = AppProcess.launch(plan);
    LockSupport.parkNanos(life.toNanos());
    process.kill();
    faults.add(new Fault(downBecause, downSince, System.currentTimeMillis()));
  }

  private void down(String because) {
    downSince = System.currentTimeMillis();
    downBecause = because;
  }

  @Override
  public void close() {
    process.close();
  }
}
