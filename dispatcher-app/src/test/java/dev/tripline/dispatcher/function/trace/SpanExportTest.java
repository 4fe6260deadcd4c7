package dev.tripline.dispatcher.function.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.scenario.TriggerApp;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SpanExportTest {
  @SuppressWarnings("NullAway.Init") // before each test
  private OtlpCollector collector;

  @BeforeEach
  void start() throws IOException {
    collector = new OtlpCollector();
  }

  @AfterEach
  void stop() {
    collector.close();
  }

  private TraceSettings settings(int queue, Duration interval) {
    return new TraceSettings(URI.create(collector.endpoint()), 1, interval, queue, null);
  }

  private static void end(Tracer tracer, String... names) {
    for (String name : names) {
      tracer.spanBuilder(name).startSpan().end();
    }
  }

  private List<String> names() {
    return collector.spans.stream().map(io.opentelemetry.proto.trace.v1.Span::getName).toList();
  }

  @Test
  void spans_that_find_the_queue_full_are_dropped_and_counted_and_the_rest_is_sent_at_the_end() {
    TraceSettings settings = settings(2, Duration.ofHours(1));
    SpanExport export = SpanExport.to(URI.create(collector.endpoint()), settings);
    collector.gate = new CountDownLatch(1);
    end(export.tracer(settings, new RootIds()), "a", "b", "c", "d", "e");
    assertThat(export.waiting()).isEqualTo(2);
    assertThat(export.dropped()).isEqualTo(3);
    collector.gate.countDown();
    export.close();
    assertThat(names()).containsExactly("a", "b");
    assertThat(export.exported()).isEqualTo(2);
    assertThat(export.waiting()).isZero();
  }

  @Test
  void overloaded_collector_is_tried_again_and_refused_spans_are_counted() {
    collector.answers.add(503);
    TraceSettings settings = settings(10, Duration.ofMillis(1));
    SpanExport export = SpanExport.to(URI.create(collector.endpoint()), settings);
    Tracer tracer = export.tracer(settings, new RootIds());
    end(tracer, "a");
    TriggerApp.await(() -> names().equals(List.of("a")), "the span to be sent again");
    TriggerApp.await(() -> export.exported() == 1, "its count");
    collector.answers.add(400);
    end(tracer, "b");
    TriggerApp.await(() -> export.failed() == 1, "the refusal");
    end(tracer, "c");
    TriggerApp.await(() -> names().equals(List.of("a", "c")), "the next span");
    export.close();
    assertThat(export.waiting()).isZero();
  }

  @Test
  void trace_that_begins_has_the_id_that_was_chosen() {
    TraceSettings settings = settings(10, Duration.ofMillis(1));
    SpanExport export = SpanExport.to(URI.create(collector.endpoint()), settings);
    RootIds ids = new RootIds();
    Tracer tracer = export.tracer(settings, ids);
    String id = "4bf92f3577b34da6a3ce929d0e0e4736";
    Span span = ids.choose(id, () -> tracer.spanBuilder("a").startSpan());
    assertThat(span.getSpanContext().getTraceId()).isEqualTo(id);
    assertThat(tracer.spanBuilder("b").startSpan().getSpanContext().getTraceId()).isNotEqualTo(id);
    export.close();
  }
}
