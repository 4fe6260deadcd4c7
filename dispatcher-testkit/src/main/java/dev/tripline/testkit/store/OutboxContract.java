package dev.tripline.testkit.store;

import static dev.tripline.testkit.store.StoreContract.claimed;
import static dev.tripline.testkit.store.StoreContract.invocation;
import static dev.tripline.testkit.store.StoreContract.message;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.store.Outbox;
import dev.tripline.spi.store.OutboxMessage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The contract of every [Outbox].
public interface OutboxContract extends StoreContract {

  @Test
  default void message_survives_a_crash_unchanged() {
    OutboxMessage message = message("amqp://broker/exchange/key");
    put(message);
    Outbox.Claimed claim = store().successor().outbox().claimDue(10).getFirst();
    assertThat(claim.message()).usingRecursiveComparison().isEqualTo(message);
    assertThat(claim.tries()).isZero();
  }

  @Test
  default void claimed_message_is_claimed_once_and_gone_when_sent() {
    put(message("http://a"));
    Outbox.Claimed claim = store().outbox().claimDue(10).getFirst();
    assertThat(store().outbox().claimDue(10)).isEmpty();
    assertThat(store().outbox().sent(claim)).isTrue();
    assertThat(store().outbox().sent(claim)).isFalse();
    StoreUnderTest next = store().successor();
    next.lease().rescue();
    assertThat(next.outbox().claimDue(10)).isEmpty();
  }

  @Test
  default void failed_message_comes_back_with_its_tries_counted() {
    put(message("http://a"));
    Outbox outbox = store().outbox();
    Outbox.Claimed first = outbox.claimDue(1).getFirst();
    assertThat(outbox.retryLater(first, "refused", Duration.ZERO)).isTrue();
    Outbox.Claimed second = outbox.claimDue(1).getFirst();
    assertThat(second.tries()).isEqualTo(1);
    assertThat(second.token()).isGreaterThan(first.token());
    assertThat(outbox.sent(first)).isFalse();
    outbox.retryLater(second, "refused", Duration.ofHours(1));
    assertThat(outbox.claimDue(1)).isEmpty();
  }

  @Test
  default void messages_wait_until_they_are_claimed_and_while_they_are_put_off() {
    assertThat(store().outbox().waiting()).isZero();
    put(message("http://a"));
    put(message("http://b"));
    assertThat(store().outbox().waiting()).isEqualTo(2);
    Outbox.Claimed claim = store().outbox().claimDue(1).getFirst();
    assertThat(store().outbox().waiting()).isEqualTo(1);
    store().outbox().retryLater(claim, "refused", Duration.ofHours(1));
    assertThat(store().outbox().waiting()).isEqualTo(2);
    store().outbox().giveUp(store().outbox().claimDue(1).getFirst(), "refused");
    assertThat(store().outbox().waiting()).isEqualTo(1);
  }

  @Test
  default void given_up_message_is_kept_and_not_tried() {
    OutboxMessage message = message("http://a");
    put(message);
    Outbox.Claimed claim = store().outbox().claimDue(1).getFirst();
    assertThat(store().outbox().giveUp(claim, "413 too large")).isTrue();
    StoreUnderTest next = store().successor();
    next.lease().rescue();
    assertThat(next.outbox().claimDue(10)).isEmpty();
    Outbox.GivenUp kept = next.outbox().givenUp(10).getFirst();
    assertThat(kept.message().id()).isEqualTo(message.id());
    assertThat(kept.lastError()).isEqualTo("413 too large");
    assertThat(kept.tries()).isEqualTo(1);
  }

  @Test
  default void messages_of_a_dead_node_are_sent_by_the_next_and_fenced() {
    put(message("http://a"));
    Outbox.Claimed stale = store().outbox().claimDue(1).getFirst();
    StoreUnderTest next = store().successor();
    next.lease().rescue();
    Outbox.Claimed current = next.outbox().claimDue(1).getFirst();
    assertThat(next.outbox().sent(stale)).isFalse();
    assertThat(next.outbox().giveUp(stale, "late")).isFalse();
    assertThat(next.outbox().sent(current)).isTrue();
  }

  private void put(OutboxMessage message) {
    var queue = store().queue();
    assertThat(queue.complete(claimed(queue, invocation("orders")), List.of(message))).isTrue();
  }
}
