package dev.tripline.testkit.source.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.source.Event;
import dev.tripline.spi.source.EventSource;
import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.testkit.source.push.MemoryEventSink.Mode;
import dev.tripline.testkit.source.push.MemoryEventSink.OutOfOrderException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/// The contract of [EventSource]. Each test has an origin of its own that sources watch, in which
/// nothing has happened yet.
public interface EventSourceContract {

  /// A new source on this test's origin, with the durable state that earlier ones left.
  EventSource open();

  /// Makes one event happen in the origin, whose [Event#subject()] is this.
  void happen(String subject) throws Exception;

  /// Takes the origin out of reach, or brings it back as it was.
  void setReachable(boolean reachable) throws Exception;

  @Test
  default void event_is_offered_with_all_that_identifies_it() throws Exception {
    MemoryEventSink sink = new MemoryEventSink();
    try (RunningEventSource _ = RunningEventSource.start(open(), sink)) {
      happen("a");
      sink.awaitAccepted(1);
    }
    Event event = sink.accepted().getFirst();
    assertThat(event.subject()).isEqualTo("a");
    assertThat(List.of(event.id(), event.source(), event.type())).doesNotContain("");
    assertThat(event.dedupKey()).isNotEmpty();
    assertThat(event.payload()).isNotEmpty();
  }

  @Test
  default void events_have_ids_and_keys_of_their_own() throws Exception {
    MemoryEventSink sink = new MemoryEventSink();
    try (RunningEventSource _ = RunningEventSource.start(open(), sink)) {
      for (String subject : List.of("a", "b", "c")) {
        happen(subject);
      }
      sink.awaitAccepted(3);
    }
    assertThat(sink.subjects()).containsExactlyInAnyOrder("a", "b", "c");
    assertThat(sink.accepted()).extracting(Event::id).doesNotHaveDuplicates();
    assertThat(sink.accepted()).extracting(Event::dedupKey).doesNotHaveDuplicates();
  }

  @Test
  default void event_from_the_time_when_no_source_ran_is_offered_by_the_next() throws Exception {
    MemoryEventSink sink = new MemoryEventSink();
    happen("before");
    run(sink, 1);
    happen("between");
    run(sink, 2);
    assertThat(sink.subjects()).containsExactly("before", "between");
  }

  @Test
  default void accepted_event_is_known_to_the_next_source() throws Exception {
    MemoryEventSink sink = new MemoryEventSink();
    happen("a");
    run(sink, 1);
    happen("b");
    run(sink, 2);
    assertThat(sink.subjects()).containsExactly("a", "b");
  }

  @Test
  default void event_that_met_a_full_sink_is_offered_again_by_the_next_source() throws Exception {
    MemoryEventSink sink = new MemoryEventSink();
    sink.setMode(Mode.FULL);
    happen("a");
    try (RunningEventSource running = RunningEventSource.start(open(), sink)) {
      assertThat(running.awaitEnd()).isInstanceOf(SourceUnavailableException.class);
    }
    offeredAgain(sink);
  }

  @Test
  default void event_that_met_a_broken_sink_is_offered_again_by_the_next_source() throws Exception {
    MemoryEventSink sink = new MemoryEventSink();
    sink.setMode(Mode.OUT_OF_ORDER);
    happen("a");
    try (RunningEventSource running = RunningEventSource.start(open(), sink)) {
      assertThat(running.awaitEnd()).isInstanceOf(OutOfOrderException.class);
    }
    offeredAgain(sink);
  }

  @Test
  default void event_that_was_with_the_sink_at_an_interrupt_is_offered_again() throws Exception {
    MemoryEventSink sink = new MemoryEventSink();
    CountDownLatch never = new CountDownLatch(1);
    sink.holdUntil(never);
    happen("a");
    try (RunningEventSource running = RunningEventSource.start(open(), sink)) {
      sink.awaitOffers(1);
      running.interrupt();
      assertThat(running.awaitEnd()).isInstanceOf(InterruptedException.class);
    }
    assertThat(sink.accepted()).isEmpty();
    never.countDown();
    offeredAgain(sink);
  }

  private void offeredAgain(MemoryEventSink sink) throws Exception {
    int before = sink.offers().size();
    sink.setMode(Mode.ACCEPTS);
    run(sink, 1);
    assertThat(sink.subjects()).containsExactly("a");
    List<Event> first = sink.offers().getFirst();
    assertThat(sink.offers().get(before))
        .extracting(Event::dedupKey)
        .isEqualTo(first.stream().map(Event::dedupKey).toList());
  }

  @Test
  default void event_over_the_limit_holds_up_no_other() throws Exception {
    MemoryEventSink sink = new MemoryEventSink();
    sink.setLimit(1);
    try (RunningEventSource _ = RunningEventSource.start(open(), sink)) {
      happen("large");
      sink.awaitAnswers(1);
      sink.setLimit(MemoryEventSink.LIMIT);
      happen("a");
      sink.awaitAccepted(1);
    }
    happen("b");
    run(sink, 2);
    assertThat(sink.subjects()).containsExactly("a", "b");
  }

  @Test
  default void interrupt_ends_the_run() throws Exception {
    try (RunningEventSource running = RunningEventSource.start(open(), new MemoryEventSink())) {
      running.interrupt();
      assertThat(running.awaitEnd()).isInstanceOf(InterruptedException.class);
    }
  }

  @Test
  default void closed_source_ends_without_an_offer() throws Exception {
    MemoryEventSink sink = new MemoryEventSink();
    EventSource source = open();
    source.close();
    source.close();
    happen("a");
    assertThat(RunningEventSource.start(source, sink).awaitEnd()).isNull();
    assertThat(sink.offers()).isEmpty();
    run(sink, 1);
  }

  @Test
  default void source_out_of_reach_says_so_and_the_next_goes_on_where_it_ended() throws Exception {
    MemoryEventSink sink = new MemoryEventSink();
    try (RunningEventSource running = RunningEventSource.start(open(), sink)) {
      happen("a");
      sink.awaitAccepted(1);
      setReachable(false);
      assertThat(running.awaitEnd()).isInstanceOf(SourceUnavailableException.class);
    }
    try (RunningEventSource running = RunningEventSource.start(open(), sink)) {
      assertThat(running.awaitEnd()).isInstanceOf(SourceUnavailableException.class);
    }
    setReachable(true);
    happen("b");
    run(sink, 2);
    assertThat(sink.subjects()).containsExactly("a", "b");
  }

  private void run(MemoryEventSink sink, int accepted) throws Exception {
    try (RunningEventSource _ = RunningEventSource.start(open(), sink)) {
      sink.awaitAccepted(accepted);
    }
  }
}
