package dev.tripline.testkit.topic;

import dev.tripline.testkit.topic.CertificateAuthority.Identity;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Makes messages as SNS posts them, signed with a key of ours.
///
/// @param identity by which it signs
/// @param topicArn of the topic that it publishes to
/// @param version of its signatures, `1` or `2`
public record SnsPublisher(Identity identity, String topicArn, String version) {
  /// The path of its certificate at its host.
  public static final String CERTIFICATE_PATH =
      "/SimpleNotificationService-0123456789abcdef0123456789abcdef.pem";

  /// The host of SNS in the region of the topic.
  public String host() {
    return "sns." + topicArn.split(":", -1)[3] + ".amazonaws.com";
  }

  /// A notification, whose members may be changed before it is sent: then its signature is wrong.
  ///
  /// @param subject null for none
  public Map<String, String> notification(
      String id, @Nullable String subject, String text, Instant time) {
    Map<String, String> signed = new TreeMap<>();
    signed.put("Message", text);
    signed.put("MessageId", id);
    if (subject != null) {
      signed.put("Subject", subject);
    }
    signed.put("Timestamp", time.toString());
    signed.put("TopicArn", topicArn);
    signed.put("Type", "Notification");
    Map<String, String> message = signed(signed);
    message.put(
        "UnsubscribeURL",
        "https://" + host() + "/?Action=Unsubscribe&SubscriptionArn=" + topicArn + ":1");
    return message;
  }

  /// The same with an id of its own, as it is sent.
  public byte[] notification(String text, Instant time) {
    return body(notification(UUID.randomUUID().toString(), null, text, time));
  }

  /// A question whether the endpoint wants a subscription, or still wants one that was ended.
  ///
  /// @param type `SubscriptionConfirmation` or `UnsubscribeConfirmation`
  /// @param subscribeUrl that it claims to be confirmed at
  public Map<String, String> confirmation(
      String type, String token, String subscribeUrl, Instant time) {
    Map<String, String> signed = new TreeMap<>();
    signed.put("Message", "You have chosen to subscribe to the topic " + topicArn + ".");
    signed.put("MessageId", UUID.randomUUID().toString());
    signed.put("SubscribeURL", subscribeUrl);
    signed.put("Timestamp", time.toString());
    signed.put("Token", token);
    signed.put("TopicArn", topicArn);
    signed.put("Type", type);
    return signed(signed);
  }

  /// The body of a request.
  public static byte[] body(Map<String, String> message) {
    return body(message, "{}");
  }

  /// The same with attributes, which no signature covers.
  ///
  /// @param attributes JSON
  public static byte[] body(Map<String, String> message, String attributes) {
    StringBuilder json = new StringBuilder("{");
    message.forEach(
        (name, value) -> json.append(quoted(name)).append(':').append(quoted(value)).append(','));
    return json.append("\"MessageAttributes\":")
        .append(attributes)
        .append('}')
        .toString()
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ') {
        quoted.append("\\u%04x".formatted((int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  /// The headers of a request.
  public Map<String, String> headers(String type) {
    return Map.of(
        "Content-Type",
        "text/plain; charset=UTF-8",
        "x-amz-sns-message-type",
        type,
        "x-amz-sns-topic-arn",
        topicArn,
        "x-amz-sns-subscription-arn",
        topicArn + ":7a2f8c5e-0000-4000-8000-000000000001");
  }

  /// Members in the order of their names are those of the text that is signed.
  private Map<String, String> signed(Map<String, String> members) {
    StringBuilder text = new StringBuilder();
    members.forEach((name, value) -> text.append(name).append('\n').append(value).append('\n'));
    Map<String, String> message = new LinkedHashMap<>(members);
    message.put("SignatureVersion", version);
    message.put("Signature", sign(text.toString()));
    message.put("SigningCertURL", "https://" + host() + CERTIFICATE_PATH);
    return message;
  }

  private String sign(String text) {
    try {
      Signature signature =
          Signature.getInstance(version.equals("1") ? "SHA1withRSA" : "SHA256withRSA");
      signature.initSign(identity.key());
      signature.update(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("signing failed", e);
    }
  }

  /// Both versions of signatures.
  public static List<String> versions() {
    return List.of("1", "2");
  }
}
