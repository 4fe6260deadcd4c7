package dev.tripline.dispatcher.delivery.invocation;

import dev.tripline.delivery.DeliveryEvent;
import dev.tripline.dispatcher.access.rule.HiddenContent;
import dev.tripline.spi.text.CutText;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One step of an event or batch on its way.
///
/// @param requestId as the function sees it
/// @param function `name` or `name:qualifier`
/// @param trigger its id
/// @param attempt 0 where there was none
/// @param took the duration of the attempt that succeeded, or the wait that follows one that did not
/// @param duration of an attempt that failed; null if it is not known
/// @param detail the error; of a dead letter its reason; of a message the destination
/// @param deadLetter its id
/// @param events their number: those of one batch that ended alike are one step
public record InvocationStep(
    String requestId,
    Instant at,
    Kind kind,
    String function,
    @Nullable String trigger,
    int attempt,
    @Nullable Duration took,
    @Nullable Duration duration,
    @Nullable String detail,
    @Nullable String deadLetter,
    int events) {
  private static final int LONGEST_DETAIL = 1_000;

  /// What happened. The names stand in the store.
  public enum Kind {
    ACCEPTED,
    DELIVERED,
    /// The function failed; it is tried again.
    FAILED,
    /// The function could not be run; it is tried again without loss of an attempt.
    NOT_RUN,
    DEAD_LETTERED,
    /// A destination was told of its end.
    SENT,
    /// A destination did not take the message of its end, which is sent again.
    SEND_FAILED,
    /// A destination did not take the message of its end, which is not sent again.
    SEND_GIVEN_UP,
    /// It came again and was known.
    DUPLICATE;

    /// Whether it happened beside the event's own way.
    public boolean beside() {
      return switch (this) {
        case ACCEPTED, DELIVERED, FAILED, NOT_RUN, DEAD_LETTERED -> false;
        case SENT, SEND_FAILED, SEND_GIVEN_UP, DUPLICATE -> true;
      };
    }

    /// Whether another attempt follows.
    public boolean retried() {
      return this == FAILED || this == NOT_RUN;
    }

    boolean failure() {
      return this != ACCEPTED && this != DELIVERED && this != SENT && this != DUPLICATE;
    }
  }

  public InvocationStep {
    detail = detail == null ? null : CutText.of(detail, LONGEST_DETAIL);
  }

  /// The step that an event tells of; null if it tells of no invocation.
  static @Nullable InvocationStep of(DeliveryEvent event, Instant at) {
    return switch (event) {
      case DeliveryEvent.Accepted e ->
          new InvocationStep(
              e.requestId(),
              at,
              Kind.ACCEPTED,
              e.function().toString(),
              e.triggerId(),
              0,
              null,
              null,
              null,
              null,
              1);
      case DeliveryEvent.Delivered e ->
          new InvocationStep(
              e.requestId(),
              at,
              Kind.DELIVERED,
              e.function().toString(),
              e.triggerId(),
              e.attempt(),
              e.duration(),
              null,
              null,
              null,
              1);
      case DeliveryEvent.Retried e ->
          new InvocationStep(
              e.requestId(),
              at,
              e.counts() ? Kind.FAILED : Kind.NOT_RUN,
              e.function().toString(),
              e.triggerId(),
              e.attempt(),
              e.delay(),
              e.took(),
              e.error(),
              null,
              1);
      case DeliveryEvent.DeadLettered e ->
          new InvocationStep(
              e.requestId(),
              at,
              Kind.DEAD_LETTERED,
              e.function().toString(),
              e.triggerId(),
              e.attempt(),
              null,
              e.took(),
              e.error() == null ? e.reason() : e.reason() + ": " + e.error(),
              e.deadLetterId(),
              1);
      case DeliveryEvent.Duplicate e ->
          new InvocationStep(
              e.requestId(),
              at,
              Kind.DUPLICATE,
              e.function().toString(),
              e.triggerId(),
              0,
              null,
              null,
              null,
              null,
              1);
      case DeliveryEvent.DestinationSent e -> sent(e.told(), at, Kind.SENT, e.destination(), null);
      case DeliveryEvent.DestinationFailed e ->
          sent(
              e.told(),
              at,
              e.givenUp() ? Kind.SEND_GIVEN_UP : Kind.SEND_FAILED,
              e.destination(),
              e.error());
    };
  }

  /// Null for a message of which it is not known what it tells of. The destination is in the first line of
  /// the detail, the error behind it.
  private static @Nullable InvocationStep sent(
      DeliveryEvent.Told told, Instant at, Kind kind, String destination, @Nullable String error) {
    if (told.requestId() == null) {
      return null;
    }
    String whereto = told.role().words() + " " + HiddenContent.ofUrl(destination);
    return new InvocationStep(
        told.requestId(),
        at,
        kind,
        "",
        null,
        told.tries(),
        null,
        null,
        error == null ? whereto : whereto + "\n" + error,
        null,
        1);
  }

  /// Whether both are the same step of one batch.
  boolean joins(InvocationStep other) {
    return kind == other.kind
        && attempt == other.attempt
        && deadLetter == null
        && other.deadLetter == null
        && requestId.equals(other.requestId);
  }

  InvocationStep with(int moreEvents) {
    return new InvocationStep(
        requestId,
        at,
        kind,
        function,
        trigger,
        attempt,
        took,
        duration,
        detail,
        deadLetter,
        events + moreEvents);
  }
}
