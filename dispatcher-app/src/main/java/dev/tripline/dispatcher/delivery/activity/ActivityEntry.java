package dev.tripline.dispatcher.delivery.activity;

import dev.tripline.delivery.DeliveryEvent;
import dev.tripline.dispatcher.access.rule.HiddenContent;
import dev.tripline.dispatcher.masking.Masking;
import dev.tripline.spi.invocation.FunctionTarget;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A [DeliveryEvent] as it is shown: what happened, and the members that are known.
record ActivityEntry(String kind, @Nullable String function, Map<String, Object> members) {

  /// The members without the words of functions and destinations.
  Map<String, Object> withoutContent() {
    Map<String, Object> without = new LinkedHashMap<>(members);
    without.remove("error");
    if (without.get("destination") instanceof String destination) {
      without.put("destination", HiddenContent.ofUrl(destination));
    }
    return without;
  }

  /// The members with the words of functions and destinations as the rules show them.
  Map<String, Object> masked(Masking masking) {
    if (!(members.get("error") instanceof String error)) {
      return members;
    }
    Map<String, Object> masked = new LinkedHashMap<>(members);
    masked.put("error", String.valueOf(masking.words(function, error)));
    return masked;
  }

  static ActivityEntry of(DeliveryEvent event) {
    return switch (event) {
      case DeliveryEvent.Accepted e ->
          entry("accepted", e.requestId(), e.function(), e.triggerId(), Map.of());
      case DeliveryEvent.Delivered e ->
          entry(
              "delivered",
              e.requestId(),
              e.function(),
              e.triggerId(),
              members("attempt", e.attempt(), "durationMillis", e.duration().toMillis()));
      case DeliveryEvent.Retried e ->
          entry(
              "retried",
              e.requestId(),
              e.function(),
              e.triggerId(),
              members(
                  "attempt",
                  e.attempt(),
                  "error",
                  e.error(),
                  "delayMillis",
                  e.delay().toMillis(),
                  "counts",
                  e.counts()));
      case DeliveryEvent.DeadLettered e ->
          entry(
              "dead-lettered",
              e.requestId(),
              e.function(),
              e.triggerId(),
              members("deadLetterId", e.deadLetterId(), "reason", e.reason(), "error", e.error()));
      case DeliveryEvent.Duplicate e ->
          entry("duplicate", e.requestId(), e.function(), e.triggerId(), Map.of());
      case DeliveryEvent.DestinationSent e ->
          new ActivityEntry(
              "destination-sent",
              null,
              members("messageId", e.messageId(), "destination", e.destination()));
      case DeliveryEvent.DestinationFailed e ->
          new ActivityEntry(
              "destination-failed",
              null,
              members(
                  "messageId",
                  e.messageId(),
                  "destination",
                  e.destination(),
                  "error",
                  e.error(),
                  "givenUp",
                  e.givenUp()));
    };
  }

  private static ActivityEntry entry(
      String kind,
      String requestId,
      FunctionTarget function,
      @Nullable String triggerId,
      Map<String, Object> more) {
    Map<String, Object> members =
        members("requestId", requestId, "function", function.toString(), "trigger", triggerId);
    members.putAll(more);
    return new ActivityEntry(kind, function.name(), members);
  }

  private static Map<String, Object> members(@Nullable Object... namesAndValues) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      Object value = namesAndValues[i + 1];
      if (value != null) {
        members.put(String.valueOf(namesAndValues[i]), value);
      }
    }
    return members;
  }
}
