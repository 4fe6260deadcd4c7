package dev.tripline.dispatcher.trigger.object;

import dev.tripline.dispatcher.connection.AwsClients;
import java.time.Duration;

/// The links to objects that events have.
///
/// @param lifetime of a link
/// @param place of the store
public record LinkedObject(Duration lifetime, AwsClients.Place place) {}
