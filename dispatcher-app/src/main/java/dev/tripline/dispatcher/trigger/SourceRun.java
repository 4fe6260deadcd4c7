package dev.tripline.dispatcher.trigger;

/// One run of a trigger's source, from connecting to its end.
public interface SourceRun extends AutoCloseable {

  /// Blocks until [#stop()], an interrupt, or a failure of the source; then a new run is made, after a
  /// while.
  void run() throws InterruptedException;

  /// Asks it to end when what is with the function is settled. Does not wait.
  void stop();

  /// Lets go of the source. Called by the thread that ran it.
  @Override
  void close();
}
