package dev.tripline.dispatcher.function.trace;

import dev.tripline.runtime.trace.InvocationSpan;
import dev.tripline.runtime.trace.TraceSink;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends spans to a collector, a batch at a time, on a thread of its own. Invocations never wait for it:
/// spans that find the queue full are dropped and counted. While the collector does not take them, spans
/// are kept as far as the queue goes.
final class OtlpExporter implements TraceSink, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(OtlpExporter.class);
  private static final int BATCH = 512;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final URI endpoint;
  private final Duration interval;
  private final BlockingQueue<InvocationSpan> waiting;
  private final List<InvocationSpan> batch = new ArrayList<>();
  private final AtomicLong dropped = new AtomicLong();
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final Thread thread;
  private volatile boolean closing;
  private boolean failing;

  OtlpExporter(URI endpoint, Duration interval, int queue) {
    this.endpoint = endpoint;
    this.interval = interval;
    this.waiting = new ArrayBlockingQueue<>(queue);
    this.thread = Thread.ofVirtual().name("trace-exporter").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  @Override
  public void ended(InvocationSpan span) {
    if (!waiting.offer(span)) {
      dropped.incrementAndGet();
    }
  }

  private void run() {
    try {
      while (!closing) {
        runOnce();
      }
    } catch (InterruptedException _) {
      log.debug("The exporter of traces is being stopped");
    }
  }

  /// Waits for spans, and exports as many as fit in a batch.
  private void runOnce() throws InterruptedException {
    if (batch.isEmpty()) {
      InvocationSpan first = waiting.poll(interval.toMillis(), TimeUnit.MILLISECONDS);
      if (first == null) {
        return;
      }
      batch.add(first);
      TimeUnit.MILLISECONDS.sleep(interval.toMillis());
    }
    waiting.drainTo(batch, BATCH - batch.size());
    if (export()) {
      batch.clear();
    } else {
      TimeUnit.MILLISECONDS.sleep(Math.max(1_000, interval.toMillis()));
    }
  }

  /// @return false if the batch is to be sent again
  private boolean export() throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(OtlpSpans.json(batch)))
            .build();
    try {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      int status = answer.statusCode();
      if (status / 100 == 2) {
        tellRecovery();
        return true;
      }
      // The protocol's own list of answers that may be tried again.
      if (status == 429 || status == 502 || status == 503 || status == 504) {
        tellFailure("it answers " + status);
        return false;
      }
      log.warn(
          "{} spans are dropped: {} refuses them with {}: {}",
          batch.size(),
          endpoint,
          status,
          answer.body());
      return true;
    } catch (IOException e) {
      tellFailure(e.toString());
      return false;
    }
  }

  private void tellFailure(String why) {
    if (!failing) {
      failing = true;
      log.warn(
          "Traces cannot be exported to {} ({}); they are kept and sent again until the queue is"
              + " full",
          endpoint,
          why);
    }
  }

  private void tellRecovery() {
    long lost = dropped.getAndSet(0);
    if (lost > 0) {
      log.warn("{} spans were dropped because the queue of traces was full", lost);
    }
    if (failing) {
      failing = false;
      log.info("Traces are exported to {} again", endpoint);
    }
  }

  /// Sends what waits once more, then stops.
  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    try {
      thread.join();
      waiting.drainTo(batch);
      if (!batch.isEmpty() && !export()) {
        log.warn("{} spans are lost: the collector does not take them", batch.size());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    client.close();
  }
}
