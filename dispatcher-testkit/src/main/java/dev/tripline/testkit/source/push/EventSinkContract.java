package dev.tripline.testkit.source.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.source.Event;
import dev.tripline.spi.source.EventSink;
import dev.tripline.spi.source.EventSink.Acceptance;
import dev.tripline.spi.source.EventSink.Receipt;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The contract of [EventSink]. Each test has a sink of its own, which has accepted nothing.
public interface EventSinkContract {

  EventSink sink();

  /// The payloads accepted so far, in any order.
  List<String> payloads();

  /// The most bytes of one payload.
  int limit();

  @Test
  default void events_of_one_offer_are_accepted_and_receipted_in_their_order() throws Exception {
    Acceptance.Accepted accepted = accepted(List.of(event("1", "a"), event("2", "b")));
    assertThat(accepted.receipts()).hasSize(2).noneMatch(Receipt::duplicate);
    assertThat(accepted.receipts()).extracting(Receipt::requestId).doesNotHaveDuplicates();
    assertThat(payloads()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  default void event_accepted_before_is_a_duplicate_and_not_accepted_again() throws Exception {
    Receipt first = accepted(List.of(event("1", "a"))).receipts().getFirst();
    Acceptance.Accepted again = accepted(List.of(event("1", "a"), event("2", "b")));
    assertThat(again.receipts()).extracting(Receipt::duplicate).containsExactly(true, false);
    assertThat(again.receipts().getFirst().requestId()).isEqualTo(first.requestId());
    assertThat(again.duplicates()).isEqualTo(1);
    assertThat(payloads()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  default void event_without_a_key_is_accepted_each_time() throws Exception {
    accepted(List.of(event(null, "a")));
    assertThat(accepted(List.of(event(null, "a"))).duplicates()).isZero();
    assertThat(payloads()).containsExactly("a", "a");
  }

  @Test
  default void one_event_over_the_limit_refuses_the_whole_offer() throws Exception {
    Event large = event("2", "x".repeat(limit() + 1));
    assertThat(sink().accept(List.of(event("1", "a"), large)))
        .isEqualTo(new Acceptance.TooLarge(large.id(), limit() + 1, limit()));
    assertThat(payloads()).isEmpty();
    accepted(List.of(event("3", "x".repeat(limit()))));
  }

  @Test
  default void offer_of_nothing_is_accepted() throws Exception {
    assertThat(accepted(List.of()).receipts()).isEmpty();
  }

  @Test
  default void events_offered_by_many_threads_are_accepted_once_each() throws Exception {
    List<Callable<Acceptance>> offers = new ArrayList<>();
    EventSink sink = sink();
    IntStream.range(0, 40)
        .forEach(i -> offers.add(() -> sink.accept(List.of(event("k" + i / 2, "p" + i / 2)))));
    int duplicates = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Acceptance> answer : threads.invokeAll(offers)) {
        duplicates += ((Acceptance.Accepted) answer.get()).duplicates();
      }
    }
    assertThat(duplicates).isEqualTo(20);
    assertThat(payloads()).hasSize(20).doesNotHaveDuplicates();
  }

  private Acceptance.Accepted accepted(List<Event> events) throws InterruptedException {
    Acceptance answer = sink().accept(events);
    assertThat(answer).isInstanceOf(Acceptance.Accepted.class);
    return (Acceptance.Accepted) answer;
  }

  private static Event event(@Nullable String key, String payload) {
    return new Event(
        "id-" + key,
        "/contract",
        "test",
        null,
        null,
        "text/plain",
        Map.of(),
        payload.getBytes(StandardCharsets.UTF_8),
        key);
  }
}
