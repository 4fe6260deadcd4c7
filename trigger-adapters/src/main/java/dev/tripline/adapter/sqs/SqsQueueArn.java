package dev.tripline.adapter.sqs;

/// Names a queue: `arn:aws:sqs:eu-west-1:123456789012:orders.fifo`.
///
/// @param text the ARN as it was given; functions see it as `eventSourceARN`
public record SqsQueueArn(String text, String region, String account, String queue) {

  /// @throws IllegalArgumentException if it is not the ARN of a queue
  public static SqsQueueArn parse(String arn) {
    String[] parts = arn.split(":", -1);
    if (parts.length != 6 || !parts[0].equals("arn") || !parts[2].equals("sqs")) {
      throw new IllegalArgumentException("not the ARN of an SQS queue: " + arn);
    }
    return new SqsQueueArn(arn, parts[3], parts[4], parts[5]);
  }

  /// Whether the messages of a group have an order. SQS itself goes by the name.
  public boolean fifo() {
    return queue.endsWith(".fifo");
  }
}
