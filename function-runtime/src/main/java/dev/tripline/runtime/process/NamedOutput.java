package dev.tripline.runtime.process;

import java.io.IOException;
import java.nio.file.Path;

/// Output that comes through a named pipe, which a worker has open beside its standard output. Always
/// drained. Safe for many threads.
public final class NamedOutput implements AutoCloseable {
  private final OutputPipe pipe;

  private NamedOutput(OutputPipe pipe) {
    this.pipe = pipe;
  }

  /// @param path of a named pipe
  /// @param name of the thread that reads
  public static NamedOutput open(Path path, Output output, String name) throws IOException {
    OutputPipe pipe = new OutputPipe(path, output);
    pipe.start(name);
    return new NamedOutput(pipe);
  }

  /// The worker is gone: takes what it has left.
  @Override
  public void close() {
    pipe.drain();
    pipe.abandon();
  }
}
