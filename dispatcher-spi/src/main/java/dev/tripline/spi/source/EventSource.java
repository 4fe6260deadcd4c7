package dev.tripline.spi.source;

/// A source that pushes events: it watches something and hands each event to an [EventSink].
public interface EventSource extends AutoCloseable {

  /// Runs until interrupted, or until [#close()]. Called on a thread of its own.
  ///
  /// @throws SourceUnavailableException when the source is out of reach; it is run again after a
  ///     back-off
  void run(EventSink sink) throws InterruptedException;

  @Override
  void close();
}
