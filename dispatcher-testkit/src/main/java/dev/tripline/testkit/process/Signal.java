package dev.tripline.testkit.process;

import java.io.IOException;

/// Signals that Java does not send itself.
enum Signal {
  /// The process stands still.
  STOP,
  /// It goes on.
  CONT;

  /// Blocks until it is sent.
  void send(Process to) throws InterruptedException {
    try {
      int status =
          new ProcessBuilder("kill", "-" + this, Long.toString(to.pid())).start().waitFor();
      if (status != 0) {
        throw new IllegalStateException("SIG" + this + " failed: exit status " + status);
      }
    } catch (IOException e) {
      throw new IllegalStateException("SIG" + this + " failed", e);
    }
  }
}
