package dev.tripline.dispatcher.alert.notice;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.tripline.dispatcher.access.rule.HiddenContent;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import java.util.List;

/// The receiver of the notices of an alert, as it is registered and kept.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = NoticeChannel.Webhook.class, name = NoticeChannel.WEBHOOK),
  @JsonSubTypes.Type(value = NoticeChannel.Email.class, name = NoticeChannel.EMAIL)
})
public sealed interface NoticeChannel {
  String WEBHOOK = "webhook";
  String EMAIL = "email";

  /// The same without what may be a secret.
  NoticeChannel withoutContent();

  /// The receiver in a few words.
  String target();

  /// Whether it needs this secret of the dispatcher's store.
  boolean signsWith(String secretName);

  /// A POST, signed as Standard Webhooks says.
  ///
  /// @param secret the reference to the signing secret
  record Webhook(String url, String secret) implements NoticeChannel {
    @Override
    public NoticeChannel withoutContent() {
      return new Webhook(HiddenContent.ofUrl(url), secret);
    }

    @Override
    public String target() {
      return HiddenContent.ofUrl(url);
    }

    @Override
    public boolean signsWith(String secretName) {
      return new SecretReference(secret).storedName().equals(secretName);
    }
  }

  /// A message by the server of `tripline.alerts.mail`.
  record Email(List<String> to) implements NoticeChannel {
    public Email {
      to = List.copyOf(to);
    }

    @Override
    public NoticeChannel withoutContent() {
      return this;
    }

    @Override
    public String target() {
      return String.join(", ", to);
    }

    @Override
    public boolean signsWith(String secretName) {
      return false;
    }
  }
}
