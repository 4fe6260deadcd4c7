package dev.tripline.dispatcher.destination.aws;

import dev.tripline.dispatcher.destination.DestinationSender;
import dev.tripline.retry.destination.Destination;
import dev.tripline.retry.destination.Destination.AwsResource;
import dev.tripline.spi.arn.AwsArn;
import dev.tripline.spi.store.OutboxMessage;
import java.util.Optional;

/// Sends messages as text with attributes to a service that names its resources by ARN.
///
/// @param kind of resource that the service has
/// @param limit of bytes of a message, attributes included
record TextSender(Class<? extends AwsResource> kind, int limit, Post post)
    implements DestinationSender {

  /// Hands a message to the service.
  @FunctionalInterface
  interface Post {
    /// Blocks until it is taken.
    ///
    /// @param text the message as far as it fits
    /// @throws software.amazon.awssdk.core.exception.SdkException if it is not
    void post(AwsArn arn, RecordText.Fitted text, OutboxMessage message);
  }

  @Override
  public boolean handles(String destination) {
    return kind.isInstance(Destination.parse(destination));
  }

  @Override
  public Sent send(OutboxMessage message) throws InterruptedException {
    AwsArn arn = AwsArn.parse(message.destination()).orElseThrow();
    Optional<RecordText.Fitted> fitted = RecordText.within(limit, message);
    return fitted.isEmpty()
        ? RecordText.tooLarge(limit, message)
        : AwsCall.run(() -> post.post(arn, fitted.get(), message));
  }
}
