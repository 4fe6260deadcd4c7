package dev.tripline.runtime.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The standard output and error of a worker, always drained, since a full pipe of 64 KB
/// would block the function.
///
/// A thread of its own waits for output; [#drain] empties the pipe on the caller's thread, so that
/// everything written before a response is in the log before the response is answered.
final class OutputPipe {
  private static final Logger LOG = LoggerFactory.getLogger(OutputPipe.class);
  private static final int POLL_MILLIS = 5_000;

  private final Posix.Pipe pipe;
  private final Posix.Reader reader;
  private final Output output;
  private final byte[] buffer = new byte[64 * 1024];
  private final ReentrantLock lock = new ReentrantLock();
  private boolean ended;
  private volatile boolean abandoned;

  OutputPipe(Output output) throws IOException {
    this.pipe = Posix.pipe();
    this.reader = new Posix.Reader(pipe.readEnd());
    this.output = output;
  }

  /// The output of the child process.
  ProcessBuilder.Redirect redirect() {
    return ProcessBuilder.Redirect.to(new File("/proc/self/fd/" + pipe.writeEnd()));
  }

  /// The writing end, for a child that opens it itself.
  Path path() {
    return Path.of("/proc/%d/fd/%d".formatted(ProcessHandle.current().pid(), pipe.writeEnd()));
  }

  /// Once the child has its end: gives up ours, so that the pipe ends with the last of its writers.
  void start(String name) {
    giveUpWriting();
    read(name);
  }

  /// Reads, while our end keeps the pipe from ending.
  void read(String name) {
    Thread.ofPlatform().name(name).daemon().start(this::run);
  }

  /// To be called once.
  void giveUpWriting() {
    Posix.close(pipe.writeEnd());
  }

  /// If the child could not be started.
  void discard() {
    Posix.close(pipe.writeEnd());
    Posix.close(pipe.readEnd());
  }

  /// Takes what is in the pipe now; returns at once.
  void drain() {
    lock.lock();
    try {
      int n;
      while (!ended && (n = reader.read(buffer)) != 0) {
        if (n < 0) {
          ended = true;
          return;
        }
        output.received(buffer, n);
      }
    } catch (IOException e) {
      ended = true;
      LOG.warn("The rest of a worker's output is lost", e);
    } finally {
      lock.unlock();
    }
  }

  /// The worker is gone; a descendant that still holds the pipe is not waited for.
  void abandon() {
    abandoned = true;
  }

  private void run() {
    while (!isEnded()) {
      reader.await(POLL_MILLIS);
      drain();
      if (abandoned) {
        break;
      }
    }
    lock.lock();
    try {
      ended = true;
      Posix.close(pipe.readEnd());
    } finally {
      lock.unlock();
    }
    output.ended();
  }

  private boolean isEnded() {
    lock.lock();
    try {
      return ended;
    } finally {
      lock.unlock();
    }
  }
}
