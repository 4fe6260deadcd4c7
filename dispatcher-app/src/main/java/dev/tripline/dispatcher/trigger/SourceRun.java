package dev.tripline.dispatcher.trigger;

/// One run of a trigger's source, from connecting to its end.
public interface SourceRun extends AutoCloseable {

  /// Blocks until [#stop()], an interrupt, or a failure of the source; then a new run is made, after a
  /// while. Of a source that is [OpenedSource.Reading#competing()], it returns after a stop when nothing is
  /// read any more.
  void run() throws InterruptedException;

  /// Asks it to end when what is with the function is settled. Does not wait.
  void stop();

  /// Waits for what is still with the function, and lets go of the source. Called by the thread that ran it.
  @Override
  void close();
}
