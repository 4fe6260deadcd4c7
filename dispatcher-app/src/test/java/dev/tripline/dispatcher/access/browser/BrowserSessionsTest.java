package dev.tripline.dispatcher.access.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.access.GuardedDispatcher;
import dev.tripline.dispatcher.access.rule.Role;
import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.store.engine.StoreWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The ends of sessions, by a clock of the test's own.
class BrowserSessionsTest {
  @TempDir static Path data;

  private static GuardedDispatcher dispatcher;

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2030-01-01T00:00:00Z"));

  @BeforeAll
  static void start() throws Exception {
    dispatcher = GuardedDispatcher.start(data);
  }

  @AfterAll
  static void stop() {
    dispatcher.close();
  }

  private BrowserSessions sessions(String openIdStamp) {
    return new BrowserSessions(
        new SessionStore(
            dispatcher.bean(JdbcClient.class, "storeReader"),
            dispatcher.bean(StoreWriter.class, "storeWriter")),
        new LoginSettings(Duration.ofHours(1), Duration.ofHours(3), null),
        new BrowserSessions.OpenIdStamp(openIdStamp),
        dispatcher.bean(AccountSettings.class),
        now::get);
  }

  private static BrowserSessions.Proven proven(String name) {
    return new BrowserSessions.Proven(name, Session.Source.OPENID, Role.VIEWER, "stamp");
  }

  private void pass(Duration time) {
    now.updateAndGet(before -> before.plus(time));
  }

  @Test
  void session_lasts_while_it_is_used_and_no_longer_than_its_length() {
    BrowserSessions sessions = sessions("stamp");
    String cookie = sessions.begin(proven("ada")).cookie();
    for (int i = 0; i < 4; i++) {
      assertThat(sessions.find(cookie)).isPresent();
      pass(Duration.ofMinutes(44));
    }
    assertThat(sessions.find(cookie)).as("after 2:56").isPresent();
    pass(Duration.ofMinutes(4));
    assertThat(sessions.find(cookie)).as("after three hours").isEmpty();
  }

  @Test
  void session_that_is_not_used_ends() {
    BrowserSessions sessions = sessions("stamp");
    String cookie = sessions.begin(proven("ada")).cookie();
    pass(Duration.ofMinutes(59));
    assertThat(sessions.find(cookie)).isPresent();
    pass(Duration.ofMinutes(59));
    assertThat(sessions.find(cookie)).isPresent();
    pass(Duration.ofMinutes(60));
    assertThat(sessions.find(cookie)).isEmpty();
  }

  @Test
  void only_the_whole_cookie_proves_it() {
    BrowserSessions sessions = sessions("stamp");
    String cookie = sessions.begin(proven("ada")).cookie();
    String other = sessions.begin(proven("ada")).cookie();
    String id = cookie.split("\\.", 2)[0];
    assertThat(sessions.find(id + "." + other.split("\\.", 2)[1])).isEmpty();
    assertThat(sessions.find(id)).isEmpty();
    assertThat(sessions.find("")).isEmpty();
    assertThat(sessions.find(cookie + "x")).isEmpty();
    assertThat(sessions.find("' OR 1=1")).isEmpty();
    assertThat(sessions.find(cookie))
        .hasValueSatisfying(caller -> assertThat(caller.actor().name()).isEqualTo("openid/ada"));
  }

  @Test
  void sessions_of_a_provider_end_with_its_settings() {
    String cookie = sessions("stamp").begin(proven("ada")).cookie();
    assertThat(sessions("other").find(cookie)).isEmpty();
    assertThat(sessions("stamp").find(cookie)).isPresent();
  }

  @Test
  void one_user_has_fifty_sessions_and_ended_ones_are_removed() {
    BrowserSessions sessions = sessions("stamp");
    String first = sessions.begin(proven("eve")).cookie();
    for (int i = 0; i < 50; i++) {
      pass(Duration.ofSeconds(1));
      sessions.begin(proven("eve"));
    }
    assertThat(sessions.find(first)).isEmpty();
    assertThat(sessions.list().stream().filter(session -> session.name().equals("eve")))
        .hasSize(50);
    pass(Duration.ofHours(2));
    sessions.begin(proven("eve"));
    assertThat(
            dispatcher
                .bean(JdbcClient.class, "storeReader")
                .sql("SELECT count(*) FROM login_session WHERE name = 'eve'")
                .query(Long.class)
                .single())
        .isEqualTo(1);
  }
}
