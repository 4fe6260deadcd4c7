package dev.tripline.dispatcher.trigger.object;

import dev.tripline.dispatcher.connection.AwsClients;

/// The bytes of objects that go into their events.
///
/// @param maxBytes of an object; a larger one is left out
/// @param place of the store
public record IncludedObject(int maxBytes, AwsClients.Place place) {}
