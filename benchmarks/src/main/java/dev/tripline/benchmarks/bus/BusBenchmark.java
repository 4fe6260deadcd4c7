package dev.tripline.benchmarks.bus;

import dev.tripline.benchmarks.http.MeasuredApplication;
import dev.tripline.benchmarks.load.EchoFunctions;
import dev.tripline.benchmarks.load.HttpLoad;
import dev.tripline.benchmarks.load.HttpMessages;
import dev.tripline.benchmarks.load.MeasuredDispatcher;
import dev.tripline.benchmarks.report.Benchmark;
import dev.tripline.benchmarks.report.Report;
import dev.tripline.delivery.bus.BusEvent;
import dev.tripline.delivery.bus.BusMatcher;
import dev.tripline.delivery.bus.BusPattern;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import software.amazon.event.ruler.GenericMachine;

/// Event buses: matching alone, and the way of events from `PutEvents` to a function.
public final class BusBenchmark implements Benchmark {
  private static final int RUNS = 3;
  private static final int RULES = 1_000;
  private static final int EVENTS = 200_000;
  private static final int REQUESTS = 3_000;
  private static final int ENTRIES = 10;
  private static final int PUBLISHERS = 16;
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  private final Report report =
      new Report(
          "Event buses",
          "Matching: 300-byte events against 1,000 rules (exact values, prefixes, suffixes, numeric"
              + " ranges, anything-but, wildcards) on one thread. PutEvents: 16 publishers, 10"
              + " entries a request over HTTP, each for the no-op function of one of 100 rules,"
              + " measured from the first request to the last completion, durable on SQLite.");

  @Override
  public Report run() throws IOException, InterruptedException {
    match();
    put();
    return report;
  }

  private void match() throws IOException {
    Map<Integer, BusPattern> patterns = new HashMap<>();
    GenericMachine<Integer> ruler = GenericMachine.<Integer>builder().build();
    List<String> events = new ArrayList<>();
    for (int i = 0; i < RULES; i++) {
      patterns.put(i, BusPattern.parse(pattern(i)));
      ruler.addRule(i, pattern(i));
      events.add(event(i).json());
    }
    BusMatcher<Integer> matcher = new BusMatcher<>(patterns);
    List<Double> alone = new ArrayList<>();
    List<Double> perSecond = new ArrayList<>();
    for (int run = 0; run < RUNS + 1; run++) {
      double bare = rate(events, event -> byRuler(ruler, event));
      double rate = rate(events, matcher::match);
      if (run > 0) {
        alone.add(bare);
        perSecond.add(rate);
      }
    }
    report.baseline("the library alone", "events/s", alone);
    report.atLeast(150_000, "matched against 1,000 rules on one thread", "events/s", perSecond);
  }

  private static List<Integer> byRuler(GenericMachine<Integer> ruler, String event) {
    try {
      return ruler.rulesForJSONEvent(event);
    } catch (Exception e) {
      throw new IllegalStateException("the library failed on an event", e);
    }
  }

  private static double rate(List<String> events, Function<String, List<Integer>> matching) {
    long from = System.nanoTime();
    long matched = 0;
    for (int i = 0; i < EVENTS; i++) {
      matched += matching.apply(events.get(i % RULES)).size();
    }
    if (matched == 0) {
      throw new IllegalStateException("no rule matched");
    }
    return EVENTS / ((System.nanoTime() - from) / 1e9);
  }

  private static String pattern(int i) {
    String field =
        switch (i % 10) {
          case 0, 1, 2, 3 -> "\"id\":[\"order-" + i + "\"]";
          case 4 -> "\"id\":[{\"prefix\":\"order-" + i + "\"}]";
          case 5 -> "\"file\":[{\"suffix\":\"-" + i + ".csv\"}]";
          case 6 -> "\"total\":[{\"numeric\":[\">=\"," + i + ",\"<\"," + (i + 1) + "]}]";
          case 7 -> "\"id\":[\"order-" + i + "\"],\"who\":[{\"anything-but\":[\"nobody\"]}]";
          case 8 -> "\"id\":[\"order-" + i + "\"],\"total\":[{\"exists\":true}]";
          default ->
              i % 100 == 9
                  ? "\"file\":[{\"wildcard\":\"in/*-" + i + ".csv\"}]"
                  : "\"id\":[{\"equals-ignore-case\":\"ORDER-" + i + "\"}]";
        };
    return "{\"source\":[\"shop\"],\"detail\":{" + field + "}}";
  }

  private static BusEvent event(int i) {
    String detail =
        "{\"id\":\"order-%d\",\"total\":%d,\"who\":\"somebody\",\"file\":\"in/2026-%d.csv\",\"note\":\"%s\"}"
            .formatted(i, i, i, "x".repeat(40));
    return BusEvent.of(
        "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
        new BusEvent.Place("000000000000", "us-east-1"),
        new BusEvent.Entry("shop", "Order Placed", detail, Instant.EPOCH, List.of()));
  }

  private void put() throws IOException, InterruptedException {
    try (MeasuredDispatcher dispatcher =
            MeasuredDispatcher.start(MeasuredApplication.class, Map.of("bench.invoker", "gated"));
        HttpClient http = HttpClient.newHttpClient()) {
      dispatcher.deploy(List.of(EchoFunctions.python("noop")));
      for (int i = 0; i < 100; i++) {
        call(
            http,
            dispatcher,
            "PutRule",
            "{\"Name\":\"r%d\",\"EventPattern\":\"{\\\"source\\\":[\\\"shop-%d\\\"]}\"}"
                .formatted(i, i));
        call(
            http,
            dispatcher,
            "PutTargets",
            "{\"Rule\":\"r%d\",\"Targets\":[{\"Id\":\"t\",\"Arn\":\"arn:aws:lambda:us-east-1:000000000000:function:noop\"}]}"
                .formatted(i));
      }
      HttpLoad load = load(dispatcher);
      bench(dispatcher, "open");
      load.run(PUBLISHERS, Duration.ofSeconds(10));
      List<Double> perSecond = new ArrayList<>();
      long before = settled(dispatcher);
      for (int i = 0; i < RUNS; i++) {
        long from = System.nanoTime();
        long count = (REQUESTS - load.send(PUBLISHERS, REQUESTS).failures()) * ENTRIES;
        bench(dispatcher, "await?delivered=" + (before + count));
        perSecond.add(count / ((System.nanoTime() - from) / 1e9));
        before += count;
      }
      report.atLeast(
          5_000, "SQLite: PutEvents over HTTP to a no-op, 100 rules", "events/s", perSecond);
    }
  }

  /// The number of deliveries once there are no more of them.
  private static long settled(MeasuredDispatcher dispatcher) throws InterruptedException {
    long last = -1;
    long now = delivered(dispatcher);
    while (now != last) {
      Thread.sleep(500);
      last = now;
      now = delivered(dispatcher);
    }
    return now;
  }

  private static long delivered(MeasuredDispatcher dispatcher) throws InterruptedException {
    return NUMBER
        .matcher(bench(dispatcher, "delivered"))
        .results()
        .map(MatchResult::group)
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }

  private static HttpLoad load(MeasuredDispatcher dispatcher) {
    StringBuilder entries = new StringBuilder();
    for (int i = 0; i < ENTRIES; i++) {
      entries
          .append(i == 0 ? "" : ",")
          .append(
              "{\"Source\":\"shop-%d\",\"DetailType\":\"Order\",\"Detail\":\"{\\\"id\\\":%d,\\\"note\\\":\\\"%s\\\"}\"}"
                  .formatted(i * 7, i, "x".repeat(100)));
    }
    byte[] body = ("{\"Entries\":[" + entries + "]}").getBytes(StandardCharsets.UTF_8);
    byte[] request =
        HttpMessages.post(
            dispatcher.process().port(), "/", Map.of("X-Amz-Target", "AWSEvents.PutEvents"), body);
    return new HttpLoad(dispatcher.process().port(), request, 200);
  }

  private static void call(
      HttpClient http, MeasuredDispatcher dispatcher, String operation, String body)
      throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + dispatcher.process().port() + "/"))
                .header("X-Amz-Target", "AWSEvents." + operation)
                .header("Content-Type", "application/x-amz-json-1.1")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(operation + ": " + answer.statusCode() + " " + answer.body());
    }
  }

  private static String bench(MeasuredDispatcher dispatcher, String path)
      throws InterruptedException {
    String event = new String(EchoFunctions.EVENT, StandardCharsets.UTF_8);
    return dispatcher.client().send("POST", "/bench/" + path, event).orThrow();
  }
}
