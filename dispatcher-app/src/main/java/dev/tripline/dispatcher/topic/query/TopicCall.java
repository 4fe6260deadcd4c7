package dev.tripline.dispatcher.topic.query;

import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.idempotency.KeyedRequest;
import dev.tripline.spi.invocation.Trace;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One call of an action.
///
/// @param caller null if nobody was found
/// @param form its parameters
/// @param sent how it came
record TopicCall(
    String action, QueryForm form, @Nullable Caller caller, String requestId, Sent sent) {

  /// @param depth the number of earlier invocations of the lineage that the caller is in
  /// @param trace the trace that the caller is in
  /// @param keyed the call with its idempotency key; null for none
  record Sent(int depth, Trace trace, @Nullable KeyedRequest keyed) {}

  /// The id of one of its messages, the same each time it comes under its key.
  String messageId(int index) {
    KeyedRequest keyed = sent.keyed();
    return keyed == null ? UUID.randomUUID().toString() : keyed.id(index);
  }

  /// The answer to a call that has none but that it was done.
  byte[] done() {
    return new QueryXml().answer(action, requestId, false);
  }

  byte[] answer(QueryXml result) {
    return result.answer(action, requestId, true);
  }
}
