package dev.tripline.dispatcher.crash;

import dev.tripline.testkit.proof.History.Fault;
import dev.tripline.testkit.server.AppProcess;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// One dispatcher through all its restarts. Each outage is added to the list of faults when it is
/// over.
final class CrashNode implements AutoCloseable {
  private final AppProcess.Plan plan;
  private final List<Fault> faults;
  private volatile AppProcess process;
  private volatile URI endpoint;
  private long downSince;
  private String downBecause = "";

  CrashNode(AppProcess.Plan plan, List<Fault> faults) throws InterruptedException {
    this.plan = plan;
    this.faults = faults;
    this.process = AppProcess.start(plan);
    this.endpoint = process.endpoint();
  }

  /// Where it listens, or listened until it went down.
  URI endpoint() {
    return endpoint;
  }

  void kill() throws InterruptedException {
    process.kill();
    down("SIGKILL");
  }

  /// Waits for a crash; answers whether it came.
  boolean awaitCrash(String crashPoint, Duration limit) throws InterruptedException {
    boolean crashed = process.awaitExit(limit) == CrashPoint.EXIT_STATUS;
    if (crashed) {
      down(crashPoint);
    } else {
      System.out.println(crashPoint + " was not hit; the dispatcher's last lines:");
      System.out.println(process.outputTail(20));
    }
    return crashed;
  }

  /// Stands still for so long, and goes on as if nothing had happened.
  void pause(Duration duration) throws InterruptedException {
    long from = System.currentTimeMillis();
    process.pause();
    LockSupport.parkNanos(duration.toNanos());
    process.resume();
    faults.add(new Fault("SIGSTOP", from, System.currentTimeMillis()));
  }

  /// Starts it again, which may crash it again; kills it first if it runs.
  void restart(String... jvmArguments) throws InterruptedException {
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

  private void down(String because) {
    downSince = System.currentTimeMillis();
    downBecause = because;
  }

  @Override
  public void close() {
    process.close();
  }
}
