package dev.tripline.dispatcher.alert.notice;

import dev.tripline.adapter.http.webhook.WebhookRefusedException;
import dev.tripline.adapter.http.webhook.WebhookScheme;
import dev.tripline.dispatcher.function.http.GuardedHttp;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Posts notices to URLs; an answer of 200 to 299 is taken for a receipt. Addresses are checked when the
/// connection is made.
public final class WebhookNotices {
  private static final int ANSWER_LIMIT = 64 * 1_024;
  private static final int SHOWN = 300;

  private final GuardedHttp http;
  private final StoredSecrets secrets;
  private final Duration timeout;
  private final InstantSource clock;

  public WebhookNotices(
      GuardedHttp http, StoredSecrets secrets, Duration timeout, InstantSource clock) {
    this.http = http;
    this.secrets = secrets;
    this.timeout = timeout;
    this.clock = clock;
  }

  Optional<String> objection(URI url) {
    return http.objection(url);
  }

  /// One that cannot be read now is told of when it is to sign.
  Optional<String> objection(SecretReference secret) {
    try {
      WebhookScheme.standardSignature(secret.resolve(secrets), "id", "0", new byte[0]);
      return Optional.empty();
    } catch (IllegalStateException _) {
      return Optional.empty();
    } catch (WebhookRefusedException e) {
      return Optional.of(
          "cannot sign as Standard Webhooks says: %s; whsec_ and base64 are expected"
              .formatted(e.getMessage()));
    }
  }

  NoticeResult send(Notice notice, NoticeChannel.Webhook webhook) {
    URI url = URI.create(webhook.url());
    Optional<String> objection = http.objection(url);
    if (objection.isPresent()) {
      return new NoticeResult.Refused(objection.get());
    }
    byte[] body = notice.body();
    String time = Long.toString(clock.instant().getEpochSecond());
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/json");
    headers.put("webhook-id", notice.id());
    headers.put("webhook-timestamp", time);
    try {
      String secret = new SecretReference(webhook.secret()).resolve(secrets);
      headers.put(
          "webhook-signature", WebhookScheme.standardSignature(secret, notice.id(), time, body));
    } catch (IllegalStateException | WebhookRefusedException e) {
      return new NoticeResult.Refused("it cannot be signed: " + e.getMessage());
    }
    return switch (http.post(url, headers, body, timeout, ANSWER_LIMIT)) {
      case GuardedHttp.Answer.Response(var status, var answer, _, _) -> judge(status, answer);
      case GuardedHttp.Answer.TooLarge(var status) -> judge(status, new byte[0]);
      case GuardedHttp.Answer.TimedOut() -> new NoticeResult.Refused("no answer within " + timeout);
      case GuardedHttp.Answer.NotConnected(var detail) ->
          new NoticeResult.Refused("not connected: " + detail);
      case GuardedHttp.Answer.Broken(var detail) ->
          new NoticeResult.Refused("the connection broke: " + detail);
    };
  }

  private static NoticeResult judge(int status, byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8).strip();
    String words =
        text.isEmpty()
            ? Integer.toString(status)
            : status + ": " + text.substring(0, Math.min(text.length(), SHOWN));
    return status >= 200 && status < 300
        ? new NoticeResult.Delivered(words)
        : new NoticeResult.Refused(words);
  }
}
