package dev.tripline.testkit.source.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.spi.source.Event;
import dev.tripline.spi.source.http.HttpAnswer;
import dev.tripline.spi.source.http.HttpEventSource;
import dev.tripline.spi.source.http.HttpPush;
import dev.tripline.testkit.source.push.MemoryEventSink.Mode;
import dev.tripline.testkit.source.push.MemoryEventSink.OutOfOrderException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// The contract of [HttpEventSource].
public interface HttpEventSourceContract {

  HttpEventSource source();

  /// A valid request of one event a name; each event's [Event#subject()] is its name, and the same
  /// name is the same event. More than one only where the source can [Capability#BATCH].
  HttpPush request(List<String> subjects);

  /// Requests of the source's own form with something wrong, and some of another form; where the
  /// source can [Capability#BATCH], one whose first event is right.
  List<HttpPush> invalid();

  /// Differences between protocols.
  enum Capability {
    /// A request may carry several events; elsewhere, one.
    BATCH
  }

  Set<Capability> capabilities();

  @Test
  default void events_are_offered_in_one_call_in_their_order() throws Exception {
    MemoryEventSink sink = new MemoryEventSink();
    List<String> subjects =
        capabilities().contains(Capability.BATCH) ? List.of("a", "b", "c") : List.of("a");
    assertThat(source().receive(request(subjects), sink).status()).isBetween(200, 299);
    assertThat(sink.offers()).hasSize(1);
    assertThat(sink.subjects()).isEqualTo(subjects);
    assertThat(sink.accepted()).extracting(Event::dedupKey).doesNotContainNull();
    assertThat(sink.accepted()).allMatch(event -> event.payload().length > 0);
  }

  @Test
  default void answer_waits_until_the_events_are_durable() throws Exception {
    MemoryEventSink sink = new MemoryEventSink();
    CountDownLatch commit = new CountDownLatch(1);
    sink.holdUntil(commit);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<HttpAnswer> answer =
          threads.submit(() -> source().receive(request(List.of("a")), sink));
      sink.awaitOffers(1);
      assertThat(answer.isDone()).isFalse();
      commit.countDown();
      assertThat(answer.get().status()).isBetween(200, 299);
    }
  }

  @Test
  default void request_sent_again_is_the_same_event_and_succeeds() throws Exception {
    MemoryEventSink sink = new MemoryEventSink();
    for (int i = 0; i < 2; i++) {
      assertThat(source().receive(request(List.of("a")), sink).status()).isBetween(200, 299);
    }
    assertThat(source().receive(request(List.of("b")), sink).status()).isBetween(200, 299);
    assertThat(sink.subjects()).containsExactly("a", "b");
  }

  @Test
  default void full_sink_asks_the_sender_to_come_again() throws Exception {
    MemoryEventSink sink = new MemoryEventSink();
    sink.setMode(Mode.FULL);
    HttpAnswer answer = source().receive(request(List.of("a")), sink);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.headers()).containsEntry("Retry-After", "5");
    sink.setMode(Mode.ACCEPTS);
    assertThat(source().receive(request(List.of("a")), sink).status()).isBetween(200, 299);
  }

  @Test
  default void broken_sink_is_no_success() {
    MemoryEventSink sink = new MemoryEventSink();
    sink.setMode(Mode.OUT_OF_ORDER);
    assertThatThrownBy(() -> source().receive(request(List.of("a")), sink))
        .isInstanceOf(OutOfOrderException.class);
  }

  @Test
  default void interrupted_sink_is_no_success() throws Exception {
    MemoryEventSink sink = new MemoryEventSink();
    sink.holdUntil(new CountDownLatch(1));
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> source().receive(request(List.of("a")), sink))
        .isInstanceOf(InterruptedException.class);
    assertThat(sink.accepted()).isEmpty();
  }

  @Test
  default void event_over_the_limit_is_refused_for_good() throws Exception {
    MemoryEventSink sink = new MemoryEventSink();
    sink.setLimit(1);
    assertThat(source().receive(request(List.of("a")), sink).status()).isEqualTo(413);
  }

  @Test
  default void invalid_request_is_refused_as_a_whole() throws Exception {
    MemoryEventSink sink = new MemoryEventSink();
    assertThat(invalid()).isNotEmpty();
    for (HttpPush request : invalid()) {
      assertThat(source().receive(request, sink).status()).isBetween(400, 499);
    }
    assertThat(sink.offers()).isEmpty();
  }

  @Test
  default void request_by_another_method_or_path_offers_nothing() throws Exception {
    MemoryEventSink sink = new MemoryEventSink();
    HttpPush valid = request(List.of("a"));
    var get = new HttpPush("GET", "", null, valid.headers(), new byte[0]);
    assertThat(source().receive(get, sink).status()).isEqualTo(405);
    var below = new HttpPush(valid.method(), "/no/such/path", null, valid.headers(), valid.body());
    assertThat(source().receive(below, sink).status()).isEqualTo(404);
    assertThat(sink.offers()).isEmpty();
  }

  @Test
  default void many_senders_are_served_at_once() throws Exception {
    MemoryEventSink sink = new MemoryEventSink();
    HttpEventSource source = source();
    CountDownLatch commit = new CountDownLatch(1);
    sink.holdUntil(commit);
    List<Callable<HttpAnswer>> calls = new ArrayList<>();
    List<String> subjects = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String subject = "s" + i;
      subjects.add(subject);
      calls.add(() -> source.receive(request(List.of(subject)), sink));
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<HttpAnswer>> answers = calls.stream().map(threads::submit).toList();
      // All are with the sink before the first is answered.
      sink.awaitOffers(20);
      commit.countDown();
      for (Future<HttpAnswer> answer : answers) {
        assertThat(answer.get().status()).isBetween(200, 299);
      }
    }
    assertThat(sink.subjects()).containsExactlyInAnyOrderElementsOf(subjects);
  }
}
