package dev.tripline.dispatcher.function.trace;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends spans to a collector, in batches, on threads of the exporter. Whoever ends a span never waits for
/// it: spans that find the queue full are dropped. Everything is counted. Safe for many threads.
final class SpanExport implements SpanProcessor, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(SpanExport.class);
  private static final int BATCH = 512;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LAST_EXPORT = Duration.ofSeconds(5);

  private final URI endpoint;
  private final int queue;
  private final SpanProcessor batches;
  private final AtomicLong waiting = new AtomicLong();
  private final AtomicLong exported = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicBoolean failing = new AtomicBoolean();
  private @Nullable SdkTracerProvider provider;

  private SpanExport(URI endpoint, int queue, Duration interval, SpanExporter exporter) {
    this.endpoint = endpoint;
    this.queue = queue;
    this.batches =
        BatchSpanProcessor.builder(new Counted(exporter))
            .setMaxQueueSize(queue)
            .setMaxExportBatchSize(Math.min(BATCH, queue))
            .setScheduleDelay(interval)
            .setExporterTimeout(PATIENCE)
            .build();
  }

  static SpanExport to(URI endpoint, TraceSettings settings) {
    SpanExporter exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(endpoint.toString())
            .setTimeout(PATIENCE)
            .setConnectTimeout(PATIENCE)
            .build();
    return new SpanExport(endpoint, settings.queue(), settings.interval(), exporter);
  }

  /// Once.
  Tracer tracer(TraceSettings settings, RootIds ids) {
    AttributesBuilder resource = Attributes.builder().put("service.name", "tripline");
    String version = SpanExport.class.getPackage().getImplementationVersion();
    if (version != null) {
      resource.put("service.version", version);
    }
    SdkTracerProvider made =
        SdkTracerProvider.builder()
            .setResource(Resource.getDefault().merge(Resource.create(resource.build())))
            .setIdGenerator(ids)
            .setSampler(new ShareSampler(settings.share()))
            .addSpanProcessor(this)
            .build();
    provider = made;
    return made.get("dev.tripline");
  }

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {
    batches.onStart(parent, span);
  }

  @Override
  public boolean isStartRequired() {
    return batches.isStartRequired();
  }

  @Override
  public void onEnd(ReadableSpan span) {
    if (!span.getSpanContext().isSampled()) {
      return;
    }
    if (waiting.incrementAndGet() > queue) {
      waiting.decrementAndGet();
      dropped.incrementAndGet();
    } else {
      batches.onEnd(span);
    }
  }

  @Override
  public boolean isEndRequired() {
    return true;
  }

  @Override
  public CompletableResultCode shutdown() {
    return batches.shutdown();
  }

  @Override
  public CompletableResultCode forceFlush() {
    return batches.forceFlush();
  }

  /// Sends what waits once more, then stops.
  @Override
  public void close() {
    SdkTracerProvider made = Objects.requireNonNull(provider);
    boolean sent = made.shutdown().join(LAST_EXPORT.toMillis(), TimeUnit.MILLISECONDS).isSuccess();
    long left = waiting.get();
    if (!sent || left > 0) {
      log.warn("{} spans are lost: the collector has not taken them in time", left);
    }
  }

  /// Spans that wait for their export, or are on their way.
  long waiting() {
    return waiting.get();
  }

  long exported() {
    return exported.get();
  }

  /// Spans that the collector did not take.
  long failed() {
    return failed.get();
  }

  /// Spans that found the queue full.
  long dropped() {
    return dropped.get();
  }

  private void ended(boolean success, int spans) {
    waiting.addAndGet(-spans);
    (success ? exported : failed).addAndGet(spans);
    if (success && failing.compareAndSet(true, false)) {
      log.info("Traces are exported to {} again", endpoint);
    } else if (!success && failing.compareAndSet(false, true)) {
      log.warn(
          "Traces cannot be exported to {}; spans are lost until it takes them, and counted"
              + " (tripline.traces.spans)",
          endpoint);
    }
  }

  /// The exporter, which tries a batch again for some seconds where its protocol allows it.
  private final class Counted implements SpanExporter {
    private final SpanExporter exporter;

    Counted(SpanExporter exporter) {
      this.exporter = exporter;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
      int number = spans.size();
      CompletableResultCode result = exporter.export(spans);
      result.whenComplete(() -> ended(result.isSuccess(), number));
      return result;
    }

    @Override
    public CompletableResultCode flush() {
      return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
      return exporter.shutdown();
    }
  }
}
