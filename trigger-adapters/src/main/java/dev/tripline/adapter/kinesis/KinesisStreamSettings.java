package dev.tripline.adapter.kinesis;

import dev.tripline.adapter.shards.LeaseTiming;
import dev.tripline.adapter.shards.Start;
import java.util.function.Supplier;

/// The stream to read, and its reading.
///
/// @param streamArn `arn:aws:kinesis:REGION:ACCOUNT:stream/NAME`; functions see it in each record
/// @param invokeIdentityArn the role that functions see in each record: the function's own, as it is when
///     the batch is made. Must not block
public record KinesisStreamSettings(
    String triggerId,
    String streamArn,
    Supplier<String> invokeIdentityArn,
    Start start,
    LeaseTiming timing) {

  public KinesisStreamSettings {
    if (streamArn.split(":", -1).length != 6 || !streamArn.contains(":stream/")) {
      throw new IllegalArgumentException(
          streamArn
              + " is not the ARN of a Kinesis stream: arn:aws:kinesis:REGION:ACCOUNT:stream/NAME");
    }
  }

  /// As it stands in the ARN.
  String region() {
    return streamArn.split(":", -1)[3];
  }
}
