package dev.tripline.spi.source;

/// A push source that watches something by itself, a folder for instance, and offers each event to an
/// [EventSink].
///
/// Every event is offered at least once: until the sink has accepted it, the source or one opened
/// after it offers it again, under the same [Event#dedupKey()]. That includes events from the time
/// when nobody ran the source, and an event that was with the sink when the process died. A source
/// therefore forgets an event only after the sink has accepted it.
///
/// Don't implement this for a source that is called over HTTP
/// ([dev.tripline.spi.source.http.HttpEventSource]), for one whose messages are settled one by one
/// ([QueueSource]), or for one whose events have an order to keep ([StreamSource]).
public interface EventSource extends AutoCloseable {

  /// Offers events until interrupted, or until [#close()]; when this has ended, the sink is not called
  /// any more. Called once, on a thread of its own. The sink is called on that thread.
  ///
  /// An event that is [EventSink.Acceptance.TooLarge] is reported and not offered again. One that met
  /// a [EventSink.Acceptance.Full] sink, or an exception, ends this run; whatever the sink threw
  /// comes out unchanged.
  ///
  /// @throws SourceUnavailableException when the source is out of reach or the sink is full; a new
  ///     source is opened and run after a back-off
  void run(EventSink sink) throws InterruptedException;

  /// Ends [#run] soon; does not wait for it. A source that is closed before it runs ends at once.
  /// Idempotent.
  @Override
  void close();
}
