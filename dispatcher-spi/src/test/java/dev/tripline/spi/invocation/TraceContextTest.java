package dev.tripline.spi.invocation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceContextTest {
  private static final String ID = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 | true
          00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00 | false
          00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-03 | true
          cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more | true
          00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more | -
          ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 | -
          00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01 | -
          00-00000000000000000000000000000000-00f067aa0ba902b7-01 | -
          00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01 | -
          00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7 | -
          '' | -
          """)
  void traceparent_is_read(String header, @Nullable Boolean sampled) {
    TraceContext expected = sampled == null ? null : new TraceContext(ID, SPAN, sampled, null);
    assertThat(TraceContext.of(header, null, null)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=00f067aa0ba902b7;Sampled=1 | 00f067aa0ba902b7 | true
          Sampled=0;Parent=00F067AA0BA902B7;Root=1-4bf92f35-77b34da6a3ce929d0e0e4736 | 00f067aa0ba902b7 | false
          Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Parent=00f067aa0ba902b7;Sampled=? | 00f067aa0ba902b7 | true
          Self=1-67891234-12456789abcdef012345678;Root=1-4bf92f35-77b34da6a3ce929d0e0e4736 | 0000000000000000 | true
          Root=1-4bf92f35-77b34da6a3ce929d0e0e4736;Sampled=0 | a3ce929d0e0e4736 | false
          Root=1-0-0;Lineage=1:abcd:3 | - | -
          Root=1-00000000-000000000000000000000000 | - | -
          """)
  void header_of_amazon_is_read(String header, @Nullable String span, @Nullable Boolean sampled) {
    TraceContext expected =
        span == null || sampled == null ? null : new TraceContext(ID, span, sampled, null);
    assertThat(TraceContext.of(null, null, header)).isEqualTo(expected);
  }

  @Test
  void header_of_w3c_goes_first_and_takes_its_state_along() {
    String parent = "00-" + ID + "-" + SPAN + "-01";
    String amazon = "Root=1-11111111-77b34da6a3ce929d0e0e4736;Parent=00f067aa0ba902b7";
    TraceContext context = TraceContext.of(parent, "rojo=00f0, congo=t61", amazon);
    assertThat(context).isEqualTo(new TraceContext(ID, SPAN, true, "rojo=00f0, congo=t61"));
    assertThat(TraceContext.of("nonsense", null, amazon))
        .extracting(one -> one == null ? "" : one.traceId())
        .isEqualTo("1111111177b34da6a3ce929d0e0e4736");
    assertThat(TraceContext.of(parent, "rojo=\n1", null))
        .isEqualTo(new TraceContext(ID, SPAN, true, null));
    assertThat(TraceContext.of(parent, "a=" + "x".repeat(600), null))
        .isEqualTo(new TraceContext(ID, SPAN, true, null));
  }

  @Test
  void headers_are_written_as_they_are_read() {
    TraceContext context = new TraceContext(ID, SPAN, true, null);
    assertThat(TraceContext.of(context.traceparent(), null, null)).isEqualTo(context);
    String amazon = context.amazon(true, 3);
    assertThat(TraceContext.of(null, null, amazon)).isEqualTo(context);
    assertThat(Lineage.depth(amazon)).isEqualTo(4);
    assertThat(context.withoutSpan().traceparent()).isEqualTo("00-" + ID + "-a3ce929d0e0e4736-01");
  }

  @Test
  void ids_follow_from_the_request_and_a_time() {
    Instant at = Instant.ofEpochSecond(0x5759e988L);
    assertThat(TraceContext.derived("0f7e3c52-9d41-4c8e-b1aa-3f6de2a90c11", at))
        .isEqualTo(
            new TraceContext("5759e9880f7e3c529d414c8eb1aa3f6d", "b1aa3f6de2a90c11", false, null));
    assertThat(TraceContext.derived("plan", at).traceId()).hasSize(32).startsWith("5759e988");
  }

  @Test
  void batch_is_linked_to_its_events_within_a_bound() {
    TraceContext span = new TraceContext(ID, SPAN, true, null);
    List<TraceContext> events = Collections.nCopies(200, span);
    Trace trace = Trace.ofBatch(events, one -> one);
    assertThat(trace.parent()).isNull();
    assertThat(trace.links()).hasSize(Trace.MOST_LINKS);
    assertThat(trace.unlinked()).isEqualTo(72);
    assertThat(Trace.ofBatch(List.of(span), one -> one).parent()).isEqualTo(span);
    assertThat(Trace.ofBatch(List.of("a", "b"), _ -> null)).isEqualTo(Trace.NONE);
  }

  @Test
  void stored_trace_is_read_as_it_was_and_a_redriven_one_is_a_link() {
    TraceContext span = new TraceContext(ID, SPAN, false, "rojo=1");
    String stored = Trace.of(span).stored();
    assertThat(Trace.ofStored(stored)).isEqualTo(Trace.of(span));
    assertThat(Trace.idOfStored(stored)).isEqualTo(ID);
    Trace redriven = Trace.ofStored(Trace.redriven(stored));
    assertThat(redriven.parent()).isNull();
    assertThat(redriven.links()).containsExactly(new TraceContext(ID, SPAN, false, null));
    assertThat(Trace.ofStored(redriven.stored())).isEqualTo(redriven);
    assertThat(Trace.ofStored("what a later version wrote")).isEqualTo(Trace.NONE);
    TraceContext another = new TraceContext(ID, SPAN, true, "rojo=a link");
    assertThat(Trace.ofStored(Trace.of(another).stored())).isEqualTo(Trace.of(another));
    TraceContext root = span.withoutSpan();
    assertThat(Trace.ofStored(Trace.of(root).stored())).isEqualTo(Trace.of(root));
  }
}
