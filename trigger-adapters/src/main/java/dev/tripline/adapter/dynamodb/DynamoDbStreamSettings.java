package dev.tripline.adapter.dynamodb;

import dev.tripline.adapter.shards.LeaseTiming;
import dev.tripline.adapter.shards.Start;

/// What is read, and how.
///
/// @param streamArn `arn:aws:dynamodb:REGION:ACCOUNT:table/NAME/stream/LABEL`; functions see it in each
///     record
/// @param start with the oldest record or with what comes; streams of DynamoDB know no other
public record DynamoDbStreamSettings(
    String triggerId, String streamArn, Start start, LeaseTiming timing) {

  public DynamoDbStreamSettings {
    if (streamArn.split(":", 6).length != 6 || !streamArn.contains("/stream/")) {
      throw new IllegalArgumentException(
          streamArn
              + " is not the ARN of a DynamoDB stream:"
              + " arn:aws:dynamodb:REGION:ACCOUNT:table/NAME/stream/LABEL");
    }
    if (start instanceof Start.AtTimestamp) {
      throw new IllegalArgumentException(
          "Unsupported starting position for arn type: " + streamArn);
    }
  }

  /// As it stands in the ARN.
  String region() {
    return streamArn.split(":", 6)[3];
  }
}
