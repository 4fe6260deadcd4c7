package dev.tripline.adapter.sns;

import dev.tripline.spi.source.Event;
import java.util.List;

/// Makes the events that a message of a topic is.
public interface MessageEvents {
  /// The message as Lambda hands it to functions.
  MessageEvents AS_LAMBDA =
      (message, subscription, signed) -> List.of(SnsRecords.event(message, subscription, signed));

  /// May block while what goes into the events is read.
  ///
  /// @throws InvalidMessageException if the message cannot be one of these
  /// @throws dev.tripline.spi.source.SourceUnavailableException if that is not possible now
  List<Event> of(TopicMessage message, String subscriptionArn, SnsRecords.Signed signed)
      throws InvalidMessageException, InterruptedException;
}
