package dev.tripline.runtime.process;

/// Receives what a worker writes; called by one thread at a time.
public interface Output {

  /// @param bytes valid during the call only, up to `length`
  void received(byte[] bytes, int length);

  /// The last writer is gone.
  void ended();
}
