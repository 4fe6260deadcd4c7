package dev.tripline.adapter.sns;

import dev.tripline.adapter.sns.filter.FilterPolicy;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The settings of an endpoint that SNS posts to.
///
/// @param topics the ARNs of the topics whose messages are taken
/// @param confirms whether subscriptions of these topics are confirmed
/// @param filter says which messages are wanted
/// @param records makes the events of a message
/// @param raw the login of raw messages, which have no signature; null if none are taken
public record SnsEndpointSettings(
    Set<String> topics,
    boolean confirms,
    FilterPolicy filter,
    MessageEvents records,
    @Nullable Login raw) {

  public SnsEndpointSettings {
    topics = Set.copyOf(topics);
  }

  /// User and password in the address of the subscription: `https://USER:PASSWORD@…`.
  ///
  /// @param password asked for each message
  public record Login(String user, Supplier<String> password) {}
}
