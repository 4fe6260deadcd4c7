package dev.tripline.dispatcher.deadletter.redrive;

import dev.tripline.dispatcher.deadletter.DeadLetterView;
import dev.tripline.dispatcher.deadletter.DeadLetters;
import dev.tripline.dispatcher.deadletter.transform.PayloadDiff;
import dev.tripline.dispatcher.function.LimitSettings;
import dev.tripline.dispatcher.masking.Mask;
import dev.tripline.dispatcher.masking.rule.MaskingRules;
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
  private final MaskingRules rules;

  Resends(DeadLetters letters, LimitSettings limits, MaskingRules rules) {
    this.letters = letters;
    this.limits = limits;
    this.rules = rules;
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

  /// As [#difference], with the text of the payload. The letter's is compared as it is shown.
  ///
  /// @throws ApiProblem 400 if the other one has something masked that stands for no value of the letter
  public Difference difference(String id, byte[] payload) {
    requireEvent(payload);
    byte[] original = letters.payload(id);
    Mask mask = mask(id);
    if (mask.isNone()) {
      return new Difference(PayloadDiff.of(original, payload));
    }
    mask.restored(original, payload);
    return new Difference(PayloadDiff.of(mask.of(original).shown(), payload));
  }

  private Mask mask(String id) {
    DeadLetterView letter = letters.find(id);
    return rules.now().of(letter.function(), letter.trigger());
  }

  /// The letter leaves in the transaction that accepts the new event.
  ///
  /// @throws ApiProblem 409 if it was redriven too often
  public DeadLetters.Redriven resend(String id, Form form, Actor actor) {
    String reason = RequestFields.reason(form.reason);
    return resend(id, form.content(), form.target, reason, actor);
  }

  /// As [#resend], with the text of the payload. Masked values that it still has are sent as the letter has
  /// them.
  ///
  /// @throws ApiProblem 400 if one stands for no value of the letter
  public DeadLetters.Redriven resend(
      String id, byte[] payload, @Nullable String target, String reason, Actor actor) {
    requireEvent(payload);
    byte[] restored = mask(id).restored(letters.payload(id), payload);
    requireEvent(restored);
    return letters.resend(
        id, restored, target == null ? null : letters.target(target), reason, actor);
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
