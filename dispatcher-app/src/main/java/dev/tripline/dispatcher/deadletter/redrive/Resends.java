package dev.tripline.dispatcher.deadletter.redrive;

import dev.tripline.dispatcher.deadletter.DeadLetters;
import dev.tripline.dispatcher.deadletter.transform.PayloadDiff;
import dev.tripline.dispatcher.function.LimitSettings;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.RequestFields;
import dev.tripline.retry.payload.JsonCheck;
import dev.tripline.spi.audit.Actor;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Sends a dead letter again with another payload. Blocking; safe for many threads.
public final class Resends {
  private final DeadLetters letters;
  private final LimitSettings limits;

  Resends(DeadLetters letters, LimitSettings limits) {
    this.letters = letters;
    this.limits = limits;
  }

  /// @param payload any JSON
  /// @param payloadBase64 the bytes of the JSON, in place of `payload`: they are sent as they are
  /// @param target in place of the letter's function
  /// @param reason for the audit
  public record Form(
      @Nullable JsonNode payload,
      @Nullable String payloadBase64,
      @Nullable String target,
      @Nullable String reason) {

    private byte[] content() {
      if ((payload == null) == (payloadBase64 == null)) {
        throw ApiProblem.invalid("payload", "either payload or payloadBase64 is expected");
      }
      if (payload != null) {
        return payload.toString().getBytes(StandardCharsets.UTF_8);
      }
      try {
        return Base64.getDecoder().decode(payloadBase64);
      } catch (IllegalArgumentException _) {
        throw ApiProblem.invalid("payloadBase64", "is not base64");
      }
    }
  }

  /// @param diff from the letter's payload to the other one; empty if they are the same
  public record Difference(List<PayloadDiff.Line> diff) {}

  /// Compares the letter's payload with another one. Nothing is changed.
  public Difference difference(String id, Form form) {
    return difference(id, form.content());
  }

  /// As [#difference], with the text of the payload.
  public Difference difference(String id, byte[] payload) {
    requireEvent(payload);
    return new Difference(PayloadDiff.of(letters.payload(id), payload));
  }

  /// The letter leaves in the transaction that accepts the new event.
  ///
  /// @throws ApiProblem 409 if it was redriven too often
  public DeadLetters.Redriven resend(String id, Form form, Actor actor) {
    String reason = RequestFields.reason(form.reason);
    return resend(id, form.content(), form.target, reason, actor);
  }

  /// As [#resend], with the text of the payload.
  public DeadLetters.Redriven resend(
      String id, byte[] payload, @Nullable String target, String reason, Actor actor) {
    requireEvent(payload);
    return letters.resend(
        id, payload, target == null ? null : letters.target(target), reason, actor);
  }

  /// As an event of a caller is checked.
  private void requireEvent(byte[] payload) {
    long limit = limits.asyncPayload().toBytes();
    if (payload.length > limit) {
      throw ApiProblem.tooLarge(
          "the payload has %d bytes; the limit of events is %d".formatted(payload.length, limit));
    }
    JsonCheck.objection(payload)
        .ifPresent(words -> {
          throw ApiProblem.invalid("payload", "is not JSON: " + words);
        });
  }
}
