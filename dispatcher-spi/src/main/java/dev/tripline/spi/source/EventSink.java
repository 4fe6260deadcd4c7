package dev.tripline.spi.source;

/// Where push sources hand their events.
public interface EventSink {

  /// Blocks until the event is durably accepted; the source may then forget it. An event whose
  /// [Event#dedupKey()] was accepted before is silently not accepted twice.
  ///
  /// @throws RuntimeException if it was not accepted; the source must offer it again
  void accept(Event event) throws InterruptedException;
}
