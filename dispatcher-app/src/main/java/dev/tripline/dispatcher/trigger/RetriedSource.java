package dev.tripline.dispatcher.trigger;

import dev.tripline.delivery.async.TriggerRetries;

/// A source whose events become asynchronous invocations that have retry rules of their own.
public interface RetriedSource extends TriggerSource {

  /// The rules for its events, which hold instead of the function's.
  TriggerRetries.Policy retries();
}
