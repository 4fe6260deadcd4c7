package dev.tripline.examples.demo;

import dev.tripline.sdk.json.PayloadMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Follows `GET /v1/activity`, shows each event and remembers it.
final class ActivityWatch implements AutoCloseable {
  private final URI endpoint;
  private final String token;
  private final Terminal terminal;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Thread reader = Thread.ofVirtual().name("activity").unstarted(this::follow);
  private final List<Activity> seen = new ArrayList<>();
  private final Map<String, String> labels = new HashMap<>();
  private @Nullable String nextLabel;
  private @Nullable String nextFunction;
  private volatile boolean closing;
  private boolean watching;
  private boolean ended;

  ActivityWatch(URI endpoint, String token, Terminal terminal) {
    this.endpoint = endpoint;
    this.token = token;
    this.terminal = terminal;
  }

  /// Returns once the service reports all activity from now on.
  void start() throws IOException, InterruptedException {
    reader.start();
    synchronized (this) {
      while (!watching && !ended) {
        wait();
      }
      if (ended) {
        throw new IOException(endpoint + "/v1/activity ended at once");
      }
    }
  }

  /// Gives the next event of this function a name.
  synchronized void expect(String function, String label) {
    nextFunction = function;
    nextLabel = label;
  }

  /// Waits for a matching activity of the event of this name.
  ///
  /// @return false if there was none in time
  synchronized boolean await(String label, Duration atMost, Predicate<Activity> match)
      throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    while (of(label).stream().noneMatch(match)) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0 || ended) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  /// All activities of the event of this name, in order.
  synchronized List<Activity> of(String label) {
    return seen.stream()
        .filter(activity -> label.equals(labels.get(activity.requestId())))
        .toList();
  }

  /// Waits until the service or the user ends it.
  void awaitEnd() throws InterruptedException {
    reader.join();
  }

  private void follow() {
    try {
      var request =
          HttpRequest.newBuilder(endpoint.resolve("/v1/activity"))
              .header("Authorization", "Bearer " + token)
              .build();
      var response = http.send(request, BodyHandlers.ofInputStream());
      try (var lines =
          new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
        String kind = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          if (line.startsWith("event:")) {
            kind = line.substring(6).strip();
          } else if (line.startsWith("data:")) {
            byte[] data = line.substring(5).getBytes(StandardCharsets.UTF_8);
            took(
                new Activity(kind, Json.object(PayloadMapper.standard().read(data, Object.class))));
          }
        }
      }
    } catch (IOException e) {
      if (!closing) {
        terminal.note("the live view ended: " + e.getMessage());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // closed
    } finally {
      synchronized (this) {
        ended = true;
        notifyAll();
      }
    }
  }

  private synchronized void took(Activity activity) {
    if (activity.kind().equals("watching")) {
      watching = true;
    } else {
      boolean fresh = activity.kind().equals("accepted");
      if (fresh && activity.function().equals(nextFunction) && nextLabel != null) {
        labels.put(activity.requestId(), nextLabel);
        nextFunction = null;
      }
      seen.add(activity);
      terminal.happened(activity, labels.getOrDefault(activity.requestId(), activity.function()));
    }
    notifyAll();
  }

  @Override
  public void close() {
    closing = true;
    reader.interrupt();
    http.shutdownNow();
  }
}
