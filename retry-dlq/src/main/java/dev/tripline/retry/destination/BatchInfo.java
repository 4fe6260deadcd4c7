package dev.tripline.retry.destination;

import dev.tripline.spi.source.StreamRecord;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// The part of a failure record that says where a given-up batch is in its stream, as AWS writes it for
/// the stream's service. A kind of stream has one; pure, and safe for many threads.
@FunctionalInterface
public interface BatchInfo {

  /// Adds the part to a failure record.
  ///
  /// @param records of the batch, in their order; at least one
  /// @param payload the batch as the function was given it
  void addTo(
      ObjectNode record,
      StreamOrigin origin,
      List<StreamRecord> records,
      StreamFailureRecord.Content content,
      byte[] payload);
}
