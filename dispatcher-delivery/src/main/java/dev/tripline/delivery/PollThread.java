package dev.tripline.delivery;

import dev.tripline.spi.liveness.VitalThreads;
import java.time.Duration;

/// Takes a step at an interval, on a virtual thread of its own, from [#start] until it is closed.
public final class PollThread implements AutoCloseable {
  private static final Duration END_LIMIT = Duration.ofSeconds(5);

  private final PollTimer timer;
  private final Thread thread;

  /// @param name of the thread
  /// @param failed logged when a step fails
  /// @param interrupted logged when the thread is interrupted
  /// @see PollTimer#loop
  public PollThread(
      String name, Duration interval, PollTimer.Step step, String failed, String interrupted) {
    timer = new PollTimer(interval);
    thread = VitalThreads.ofVirtual(name).unstarted(() -> timer.loop(step, failed, interrupted));
  }

  public void start() {
    thread.start();
  }

  /// Lets the present step end, for which it blocks some seconds at most.
  @Override
  public void close() {
    timer.stop();
    try {
      thread.join(END_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
