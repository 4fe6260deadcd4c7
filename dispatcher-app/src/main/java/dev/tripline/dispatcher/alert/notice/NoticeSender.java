package dev.tripline.dispatcher.alert.notice;

import dev.tripline.dispatcher.secret.reference.SecretReference;
import java.net.URI;
import java.util.Optional;

/// Sends notices to their receivers. Safe for many threads.
public final class NoticeSender {
  private final WebhookNotices webhooks;
  private final MailNotices mails;

  public NoticeSender(WebhookNotices webhooks, MailNotices mails) {
    this.webhooks = webhooks;
    this.mails = mails;
  }

  /// Blocks until the receiver has taken or refused it, for `tripline.alerts.timeout` at most.
  public NoticeResult send(Notice notice, NoticeChannel channel) {
    return switch (channel) {
      case NoticeChannel.Webhook webhook -> webhooks.send(notice, webhook);
      case NoticeChannel.Email email -> mails.send(notice, email);
    };
  }

  /// Whether there is a server for e-mails.
  public boolean canMail() {
    return mails.ready();
  }

  /// Why a secret cannot sign; empty if it can, or cannot be read now.
  public Optional<String> objection(SecretReference secret) {
    return webhooks.objection(secret);
  }

  /// Why notices must not go to this URL; empty if they may.
  public Optional<String> objection(URI url) {
    return webhooks.objection(url);
  }
}
