package dev.tripline.adapter.rabbitmq;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP.BasicProperties;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AttemptHeadersTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final byte[] BODY = {1, 2, 3};
  private static final BasicProperties PLAIN = new BasicProperties.Builder().build();

  @Test
  void each_next_attempt_is_one_higher() {
    BasicProperties properties = PLAIN;
    for (int attempt = 1; attempt <= 5; attempt++) {
      assertThat(AttemptHeaders.attempt(properties)).isEqualTo(attempt);
      properties = AttemptHeaders.next(properties, BODY, Duration.ofSeconds(1), NOW);
    }
  }

  @Test
  void message_is_held_until_its_time_but_never_longer_than_its_delay() {
    BasicProperties next = AttemptHeaders.next(PLAIN, BODY, Duration.ofSeconds(10), NOW);
    assertThat(AttemptHeaders.hold(PLAIN, NOW)).isZero();
    assertThat(AttemptHeaders.hold(next, NOW)).hasSeconds(10);
    assertThat(AttemptHeaders.hold(next, NOW.plusSeconds(4))).hasSeconds(6);
    assertThat(AttemptHeaders.hold(next, NOW.plusSeconds(11))).isZero();
    // A clock that is a day behind.
    assertThat(AttemptHeaders.hold(next, NOW.minusSeconds(86_400))).hasSeconds(10);
  }

  @Test
  void what_would_misroute_a_copy_is_taken_off_and_shown_again() {
    var sent =
        new BasicProperties.Builder()
            .expiration("1000")
            .userId("someone")
            .headers(Map.of("CC", List.of("elsewhere"), "x-delivery-count", 3, "mine", "kept"))
            .build();
    BasicProperties copy = AttemptHeaders.next(sent, BODY, Duration.ZERO, NOW);
    copy = AttemptHeaders.next(copy, BODY, Duration.ZERO, NOW);
    assertThat(copy.getExpiration()).isNull();
    assertThat(copy.getUserId()).isNull();
    assertThat(copy.getHeaders()).doesNotContainKeys("CC", "x-delivery-count").containsKey("mine");
    BasicProperties shown = AttemptHeaders.restored(copy);
    assertThat(shown.getExpiration()).isEqualTo("1000");
    assertThat(shown.getUserId()).isEqualTo("someone");
    assertThat(shown.getHeaders()).containsOnlyKeys("CC", "mine");
  }

  @Test
  void first_sight_is_remembered() {
    BasicProperties next = AttemptHeaders.next(PLAIN, BODY, Duration.ZERO, NOW);
    next = AttemptHeaders.next(next, BODY, Duration.ZERO, NOW.plusSeconds(60));
    assertThat(AttemptHeaders.firstSeen(next)).isEqualTo(NOW);
  }

  @Test
  void copies_have_one_identity_and_messages_without_an_id_get_one_when_they_are_given_back() {
    assertThat(AttemptHeaders.identity(PLAIN, BODY)).isNull();
    BasicProperties copy = AttemptHeaders.next(PLAIN, BODY, Duration.ZERO, NOW);
    String identity = AttemptHeaders.identity(copy, BODY);
    assertThat(identity).isNotNull();
    BasicProperties third = AttemptHeaders.next(copy, BODY, Duration.ZERO, NOW);
    assertThat(AttemptHeaders.identity(third, BODY)).isEqualTo(identity);
    BasicProperties other = AttemptHeaders.next(PLAIN, BODY, Duration.ZERO, NOW);
    assertThat(AttemptHeaders.identity(other, BODY)).isNotEqualTo(identity);
  }

  @Test
  void message_with_an_id_has_the_identity_of_its_copies_from_the_start() {
    var sent = new BasicProperties.Builder().messageId("m-1").build();
    String identity = AttemptHeaders.identity(sent, BODY);
    BasicProperties copy = AttemptHeaders.next(sent, BODY, Duration.ZERO, NOW);
    assertThat(AttemptHeaders.identity(copy, BODY)).isEqualTo(identity).isNotNull();
    assertThat(AttemptHeaders.identity(sent, new byte[] {9})).isNotEqualTo(identity);
  }
}
