package dev.tripline.delivery;

/// Waits for threads whose work must have ended before anybody else begins it.
public final class Threads {
  private Threads() {}

  /// Returns when the thread has ended, or was never started. An interrupt of the caller meanwhile does
  /// not end the wait: it is passed on to the thread, whose own waits it ends, and set again before the
  /// return.
  public static void joinUninterruptibly(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException _) {
        interrupted = true;
        thread.interrupt();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
