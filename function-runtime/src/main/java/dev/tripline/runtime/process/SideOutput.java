package dev.tripline.runtime.process;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/// Output that a worker has open beside its standard output. Always drained. Safe for many threads.
///
/// It is a pipe without a name: below Landlock a program could not open one with a name once more, as those
/// do that write to `/dev/stderr`.
public final class SideOutput implements AutoCloseable {
  private final OutputPipe pipe;
  private final AtomicBoolean closed = new AtomicBoolean();

  private SideOutput(OutputPipe pipe) {
    this.pipe = pipe;
  }

  /// @param name of the thread that reads
  public static SideOutput open(Output output, String name) throws IOException {
    OutputPipe pipe = new OutputPipe(output);
    pipe.read(name);
    return new SideOutput(pipe);
  }

  /// A path by which a child of this process opens it, until it is closed.
  public Path path() {
    return pipe.path();
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
