package dev.tripline.adapter.dynamodb;

import dev.tripline.adapter.shards.LeaseTiming;
import dev.tripline.adapter.shards.Start;

/// The stream to read, and its reading.
///
/// @param streamArn `arn:aws:dynamodb:REGION:ACCOUNT:table/NAME/stream/LABEL`; functions see it in each
///     record
/// @param start by a time, older records are read and passed over: such streams have no iterators for it
public record DynamoDbStreamSettings(
    String triggerId, String streamArn, Start start, LeaseTiming timing) {

  public DynamoDbStreamSettings {
    if (streamArn.split(":", 6).length != 6 || !streamArn.contains("/stream/")) {
      throw new IllegalArgumentException(
          streamArn
              + " is not the ARN of a DynamoDB stream:"
              + " arn:aws:dynamodb:REGION:ACCOUNT:table/NAME/stream/LABEL");
    }
  }

  /// As it stands in the ARN.
  String region() {
    return streamArn.split(":", 6)[3];
  }
}
