package dev.tripline.spi.deadletter;

import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.Trace;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An event that was given up, kept with everything needed to understand and redrive it.
///
/// @param id a lower-case UUID; time-ordered, so that pages by id are pages by time
/// @param requestId the id that the function saw
/// @param reason AWS's condition where there is one: `RetriesExhausted`, `EventAgeExceeded`,
///     `ZeroReservedConcurrency`, `RetryAttemptsExhausted`, `RecordAgeExceeded`; otherwise ours:
///     `FunctionNotFound`, `RecursionLimitExceeded`, `Rejected`
/// @param lastError the last error's message, or another reason
/// @param lastResponse the function's last answer, if there was one
/// @param links to what it belongs to
/// @param unreadable why its payload, which is empty then, cannot be decrypted; null if it is there. Of
///     errors, attempts and the response that cannot be decrypted as much is missing.
public record DeadLetter(
    String id,
    String requestId,
    FunctionTarget function,
    @Nullable String triggerId,
    String reason,
    @Nullable String lastError,
    byte[] payload,
    byte @Nullable [] lastResponse,
    List<Attempt> attempts,
    Instant acceptedAt,
    Instant diedAt,
    int redriveCount,
    Links links,
    @Nullable String unreadable) {

  /// One whose payload is there.
  public DeadLetter(
      String id,
      String requestId,
      FunctionTarget function,
      @Nullable String triggerId,
      String reason,
      @Nullable String lastError,
      byte[] payload,
      byte @Nullable [] lastResponse,
      List<Attempt> attempts,
      Instant acceptedAt,
      Instant diedAt,
      int redriveCount,
      Links links) {
    this(
        id,
        requestId,
        function,
        triggerId,
        reason,
        lastError,
        payload,
        lastResponse,
        attempts,
        acceptedAt,
        diedAt,
        redriveCount,
        links,
        null);
  }

  /// One that belongs to nothing else.
  public DeadLetter(
      String id,
      String requestId,
      FunctionTarget function,
      @Nullable String triggerId,
      String reason,
      @Nullable String lastError,
      byte[] payload,
      byte @Nullable [] lastResponse,
      List<Attempt> attempts,
      Instant acceptedAt,
      Instant diedAt,
      int redriveCount) {
    this(
        id,
        requestId,
        function,
        triggerId,
        reason,
        lastError,
        payload,
        lastResponse,
        attempts,
        acceptedAt,
        diedAt,
        redriveCount,
        Links.NONE);
  }

  /// What an event keeps when it dies and when it is redriven.
  ///
  /// @param tenantId on whose behalf the event came
  /// @param orderKey events of the same order key are delivered one after the other
  /// @param orderPlace a decimal number that rises within the order key; tells letters apart whose ids
  ///     are of the same millisecond
  /// @param redrivenFrom the dead letter that this event was redriven from the last time
  /// @param trace as [Trace#stored] made it; null for none
  public record Links(
      @Nullable String tenantId,
      @Nullable String orderKey,
      @Nullable String orderPlace,
      @Nullable String redrivenFrom,
      @Nullable String trace) {
    public static final Links NONE = new Links(null, null, null, null, null);

    /// Of an event that has a place among others.
    public static Links inOrder(String orderKey, String orderPlace) {
      return new Links(null, orderKey, orderPlace, null, null);
    }

    /// The same in a trace.
    public Links in(Trace place) {
      return new Links(tenantId, orderKey, orderPlace, redrivenFrom, place.stored());
    }
  }

  public DeadLetter with(Links others) {
    return new DeadLetter(
        id,
        requestId,
        function,
        triggerId,
        reason,
        lastError,
        payload,
        lastResponse,
        attempts,
        acceptedAt,
        diedAt,
        redriveCount,
        others,
        unreadable);
  }

  /// The same with another payload for another function.
  public DeadLetter with(FunctionTarget target, byte[] content) {
    return new DeadLetter(
        id,
        requestId,
        target,
        triggerId,
        reason,
        lastError,
        content,
        lastResponse,
        attempts,
        acceptedAt,
        diedAt,
        redriveCount,
        links);
  }
}
