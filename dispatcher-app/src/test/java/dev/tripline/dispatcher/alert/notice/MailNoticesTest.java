package dev.tripline.dispatcher.alert.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.tripline.dispatcher.lambdaapi.RunningDispatcher;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// E-mails to an SMTP server.
class MailNoticesTest {
  private static final NoticeChannel.Email NIGHT =
      new NoticeChannel.Email(List.of("night@example.org", "day@example.org"));

  private static final Notice NOTICE =
      new Notice(
          "0198c0de-0000-7000-8000-000000000001",
          Instant.parse("2026-01-31T02:13:00Z"),
          Notice.Event.FIRING,
          "orders-dead",
          "dead-letters",
          100,
          "3 dead letters of function orders\r\nBcc: thief@example.org",
          "orders",
          null);

  private GreenMail server;

  @BeforeEach
  void start() {
    server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private NoticeResult send(boolean starttls, @Nullable String user, @Nullable Path password) {
    MailSettings settings =
        new MailSettings(
            "127.0.0.1",
            server.getSmtp().getPort(),
            starttls,
            user,
            password == null ? null : new SecretReference("file:" + password),
            "tripline@example.org");
    return new MailNotices(settings, StoredSecrets.NONE, Duration.ofSeconds(10))
        .send(NOTICE, NIGHT);
  }

  @Test
  void notice_arrives_whole_at_each_receiver() throws Exception {
    assertThat(send(false, null, null)).isInstanceOf(NoticeResult.Delivered.class);
    MimeMessage[] received = server.getReceivedMessages();
    assertThat(received).hasSize(2);
    MimeMessage message = received[0];
    assertThat(message.getSubject())
        .isEqualTo(
            "[Tripline] FIRING: orders-dead: 3 dead letters of function orders  Bcc:"
                + " thief@example.org");
    assertThat(message.getHeader("Message-ID"))
        .containsExactly("<0198c0de-0000-7000-8000-000000000001@tripline>");
    assertThat(message.getHeader("Bcc")).isNull();
    assertThat(message.getFrom()[0]).hasToString("tripline@example.org");
    assertThat((String) message.getContent())
        .contains("Alert: orders-dead", "Found: 3 dead letters", "Since: 2026-01-31T02:13:00Z");
  }

  @Test
  void alert_sends_e_mails_by_the_server_of_the_settings(@TempDir Path data) throws Exception {
    try (RunningDispatcher dispatcher =
        RunningDispatcher.start(
            data,
            "--tripline.alerts.mail.host=127.0.0.1",
            "--tripline.alerts.mail.port=" + server.getSmtp().getPort(),
            "--tripline.alerts.mail.starttls=false")) {
      String alert =
          "{\"name\":\"mailed\",\"kind\":\"backlog-age\",\"seconds\":60,\"channels\":[{\"kind\":\"email\",\"to\":[\"%s\"]}]}";
      assertThat(dispatcher.send("POST", "/v1/alerts", alert.formatted("no address")).statusCode())
          .isEqualTo(400);
      assertThat(
              dispatcher
                  .send("POST", "/v1/alerts", alert.formatted("night@example.org"))
                  .statusCode())
          .isEqualTo(201);
      assertThat(dispatcher.send("POST", "/v1/alerts/mailed/test", "").body())
          .contains("\"delivered\":true", "taken by 127.0.0.1");
    }
    assertThat(server.getReceivedMessages()[0].getSubject())
        .startsWith("[Tripline] TEST: mailed: this is a test, asked for by ");
  }

  @Test
  void server_without_starttls_gets_nothing_where_it_is_asked_for() {
    assertThat(send(true, null, null))
        .isInstanceOfSatisfying(
            NoticeResult.Refused.class,
            refused -> assertThat(refused.answer()).contains("STARTTLS"));
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  @Test
  void server_that_is_away_is_a_refusal_in_words() {
    int port = server.getSmtp().getPort();
    server.stop();
    MailSettings settings =
        new MailSettings("127.0.0.1", port, false, null, null, "tripline@example.org");
    NoticeResult result =
        new MailNotices(settings, StoredSecrets.NONE, Duration.ofSeconds(10)).send(NOTICE, NIGHT);
    assertThat(result)
        .isInstanceOfSatisfying(
            NoticeResult.Refused.class,
            refused -> assertThat(refused.answer()).contains("refused"));
  }

  @Test
  void password_is_never_sent_in_the_clear(@TempDir Path directory) throws Exception {
    Path password = Files.writeString(directory.resolve("password"), "hush");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> send(false, "night", password))
        .withMessageContaining("without starttls");
  }
}
