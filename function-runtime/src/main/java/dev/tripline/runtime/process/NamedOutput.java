package dev.tripline.runtime.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/// Output that comes through a named pipe, which a worker has open beside its standard output. Always
/// drained. Safe for many threads.
public final class NamedOutput implements AutoCloseable {
  private final OutputPipe pipe;
  private final AtomicBoolean closed = new AtomicBoolean();

  private NamedOutput(OutputPipe pipe) {
    this.pipe = pipe;
  }

  /// @param path of a named pipe
  /// @param name of the thread that reads
  public static NamedOutput open(Path path, Output output, String name) throws IOException {
    OutputPipe pipe = new OutputPipe(Posix.named(path.toString()), output);
    pipe.read(name);
    return new NamedOutput(pipe);
  }

  /// The worker is gone: takes what it has left. Idempotent.
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    pipe.giveUpWriting();
    pipe.drain();
    pipe.abandon();
  }
}
