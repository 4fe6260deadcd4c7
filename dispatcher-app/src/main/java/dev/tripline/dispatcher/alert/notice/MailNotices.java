package dev.tripline.dispatcher.alert.notice;

import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import dev.tripline.spi.text.CutText;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Date;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// Sends notices as e-mails, each in a connection of its own.
public final class MailNotices {
  private static final int LONGEST_SUBJECT = 200;

  private final MailSettings settings;
  private final StoredSecrets secrets;
  private final Duration timeout;

  public MailNotices(MailSettings settings, StoredSecrets secrets, Duration timeout) {
    this.settings = settings;
    this.secrets = secrets;
    this.timeout = timeout;
  }

  boolean ready() {
    return settings.host() != null;
  }

  NoticeResult send(Notice notice, NoticeChannel.Email email) {
    if (!ready()) {
      return new NoticeResult.Refused("there is no server for e-mails (tripline.alerts.mail.host)");
    }
    Session session = Session.getInstance(properties());
    try (Transport transport = session.getTransport("smtp")) {
      MimeMessage message = message(session, notice, email);
      transport.connect(settings.host(), settings.port(), settings.user(), password());
      transport.sendMessage(message, message.getAllRecipients());
      return new NoticeResult.Delivered("taken by " + settings.host());
    } catch (MessagingException | IllegalStateException e) {
      return new NoticeResult.Refused(words(e));
    }
  }

  private @Nullable String password() {
    return settings.password() == null ? null : settings.password().resolve(secrets);
  }

  private Properties properties() {
    String millis = Long.toString(timeout.toMillis());
    Properties properties = new Properties();
    properties.setProperty("mail.smtp.connectiontimeout", millis);
    properties.setProperty("mail.smtp.timeout", millis);
    properties.setProperty("mail.smtp.writetimeout", millis);
    properties.setProperty("mail.smtp.auth", Boolean.toString(settings.user() != null));
    properties.setProperty("mail.smtp.starttls.enable", Boolean.toString(settings.starttls()));
    properties.setProperty("mail.smtp.starttls.required", Boolean.toString(settings.starttls()));
    properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    properties.setProperty("mail.from", settings.from());
    return properties;
  }

  private MimeMessage message(Session session, Notice notice, NoticeChannel.Email email)
      throws MessagingException {
    MimeMessage message = new KnownMessage(session, notice.id());
    message.setFrom(new InternetAddress(settings.from(), true));
    for (String to : email.to()) {
      message.addRecipient(Message.RecipientType.TO, new InternetAddress(to, true));
    }
    message.setSubject(subject(notice), StandardCharsets.UTF_8.name());
    message.setText(text(notice), StandardCharsets.UTF_8.name());
    message.setSentDate(Date.from(notice.at()));
    message.saveChanges();
    return message;
  }

  /// One that is sent again has the same id.
  private static final class KnownMessage extends MimeMessage {
    private final String id;

    KnownMessage(Session session, String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", "<" + id + "@tripline>");
    }
  }

  private static String subject(Notice notice) {
    String line = notice.headline().replaceAll("\\p{Cntrl}", " ");
    return CutText.of(line, LONGEST_SUBJECT);
  }

  private static String text(Notice notice) {
    StringBuilder text = new StringBuilder();
    line(text, "Alert", notice.alert());
    line(text, "Kind", notice.kind());
    line(text, "State", notice.event().word());
    line(text, "Found", notice.detail());
    line(text, "Since", notice.at().toString());
    line(text, "Function", notice.function());
    line(text, "Trigger", notice.trigger());
    return text.toString();
  }

  private static void line(StringBuilder text, String name, @Nullable String value) {
    if (value != null) {
      text.append(name).append(": ").append(value).append("\r\n");
    }
  }

  /// The innermost cause is the server's own answer.
  private static String words(Exception failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String text = Objects.requireNonNullElse(cause.getMessage(), "the server does not answer");
    return cause instanceof UnknownHostException ? "no address is known of " + text : text.strip();
  }
}
