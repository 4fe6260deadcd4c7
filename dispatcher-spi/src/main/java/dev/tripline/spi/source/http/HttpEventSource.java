package dev.tripline.spi.source.http;

import dev.tripline.spi.source.EventSink;

/// A push source that is called over HTTP: it reads events out of a request and answers when they are
/// durable.
///
/// The host routes requests to the trigger's source, refuses those of unknown and paused triggers and
/// those that are too large, and knows nothing of their form. The source knows the protocol: its
/// methods, content types, signatures and handshakes. It keeps no state between requests and is safe
/// for many threads; one instance serves a trigger as long as its settings stand.
///
/// Don't implement this for a source that has to be asked for its events
/// ([dev.tripline.spi.source.EventSource], [dev.tripline.spi.source.QueueSource]).
@FunctionalInterface
public interface HttpEventSource {

  /// Reads the request, offers all its events to the sink in one call, in their order, and answers.
  /// Blocks until the sink has answered. A status below 300 is given only for events that are
  /// durable, those that had been accepted before included: the sender forgets them then. A request
  /// of which any event is invalid is refused as a whole, without a call of the sink. A request that
  /// carries no event (a handshake, an empty batch) may be answered without it too.
  ///
  /// A sender sends again what was not answered with success: the same event gets the same
  /// [dev.tripline.spi.source.Event#dedupKey()] each time.
  ///
  /// @throws RuntimeException whatever the sink threw, unchanged; the host answers 500 and the sender
  ///     sends again
  HttpAnswer receive(HttpPush request, EventSink sink) throws InterruptedException;
}
