package dev.tripline.testkit.proof;

import dev.tripline.testkit.proof.History.Answer;
import dev.tripline.testkit.proof.History.Publication;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// Publishes events under load, by asynchronous invocations over HTTP, and remembers how each was
/// answered. Every publisher waits for its answer before it sends the next event; one that finds no
/// listener tries again with a new event.
public final class Publisher implements AutoCloseable {
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);

  private final Supplier<URI> invocations;
  private final Duration pause;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final Queue<Publication> publications = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean running = true;

  private Publisher(Supplier<URI> invocations, Duration pause) {
    this.invocations = invocations;
    this.pause = pause;
  }

  /// Starts publishing.
  ///
  /// @param invocations the invocations resource of the function on a live node, asked for each event
  /// @param eventsPerSecond of all publishers together, at most
  public static Publisher start(Supplier<URI> invocations, int publishers, int eventsPerSecond) {
    Duration pause = Duration.ofSeconds(publishers).dividedBy(eventsPerSecond);
    Publisher publisher = new Publisher(invocations, pause);
    for (int i = 0; i < publishers; i++) {
      publisher.threads.add(Thread.ofVirtual().name("publisher-" + i).start(publisher::run));
    }
    return publisher;
  }

  /// The number of events acknowledged so far.
  public int acknowledged() {
    return acknowledged.get();
  }

  /// Stops publishing, waits for the last answers, and tells what was published.
  public List<Publication> stop() throws InterruptedException {
    running = false;
    for (Thread thread : threads) {
      thread.join();
    }
    return List.copyOf(publications);
  }

  private void run() {
    while (running) {
      try {
        publishOne();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
      LockSupport.parkNanos(pause.toNanos());
    }
  }

  private void publishOne() throws InterruptedException {
    int number = next.getAndIncrement();
    String id = "event-" + number;
    HttpRequest request =
        HttpRequest.newBuilder(invocations.get())
            .timeout(ANSWER_LIMIT)
            .header("X-Amz-Invocation-Type", "Event")
            .POST(HttpRequest.BodyPublishers.ofString(payload(id, number)))
            .build();
    try {
      HttpResponse<Void> response = http.send(request, HttpResponse.BodyHandlers.discarding());
      remember(id, response);
    } catch (ConnectException _) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    } catch (IOException _) {
      publications.add(new Publication(id, Answer.UNKNOWN, null));
    }
  }

  private void remember(String id, HttpResponse<Void> response) {
    String requestId = response.headers().firstValue("x-amzn-requestid").orElse(null);
    switch (response.statusCode()) {
      case 202 -> {
        publications.add(new Publication(id, Answer.ACKNOWLEDGED, requestId));
        acknowledged.incrementAndGet();
      }
      case 400, 404, 413, 429, 503 -> publications.add(new Publication(id, Answer.REFUSED, null));
      default -> publications.add(new Publication(id, Answer.UNKNOWN, null));
    }
  }

  /// Of a hundred events four are poison and ten fail once; sizes go from 100 bytes to 8 kB.
  private static String payload(String id, int number) {
    int kind = Math.floorMod(number * 37, 100);
    String behaviour = kind < 4 ? "poison" : kind < 14 ? "once" : "ok";
    String padding = "x".repeat(number % 50 == 0 ? 8_000 : 20);
    return "{\"id\":\"%s\",\"behaviour\":\"%s\",\"padding\":\"%s\"}"
        .formatted(id, behaviour, padding);
  }

  @Override
  public void close() {
    running = false;
    http.close();
  }
}
