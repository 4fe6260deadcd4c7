package dev.tripline.dispatcher.trigger.kind.sqs;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Settings of triggers that read SQS queues.
///
/// @param maxConcurrency how many batches of one trigger may be with its function at once on this
///     node, unless the trigger has a limit of its own
@ConfigurationProperties("tripline.sqs")
public record SqsSettings(@DefaultValue("1250") int maxConcurrency) {

  public SqsSettings {
    if (maxConcurrency < 1) {
      throw new IllegalArgumentException("tripline.sqs.max-concurrency must be 1 or more");
    }
  }
}
