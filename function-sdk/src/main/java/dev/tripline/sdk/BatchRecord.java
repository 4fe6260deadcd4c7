package dev.tripline.sdk;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One message of a batch.
///
/// @param source `aws:sqs`, `aws:kinesis`, `aws:dynamodb`, `aws:kafka` (also for a self-managed one)
///     or `aws:rmq`
/// @param id its name in a partial failure; null if the source gave it none
/// @param lane what it is in order with: messages of one lane are handled strictly one after the
///     other; null if its source keeps no order
/// @param attempt how often it was received, where the source counts, otherwise the batch's attempt
/// @param data the message itself, decoded from base64 where the source encodes it
/// @param raw everything as it came, as maps, lists, strings, numbers and booleans
public record BatchRecord(
    String source,
    @Nullable ItemId id,
    @Nullable String lane,
    int attempt,
    byte[] data,
    Map<String, @Nullable Object> raw) {

  /// The member that names a message within its batch.
  public sealed interface ItemId {
    /// A message id or a sequence number.
    record Name(String value) implements ItemId {
      @Override
      public String toString() {
        return value;
      }
    }

    /// A place in a Kafka partition.
    ///
    /// @param partition topic and number, for instance `orders-0`
    record Position(String partition, long offset) implements ItemId {
      @Override
      public String toString() {
        return partition + "@" + offset;
      }
    }
  }
}
