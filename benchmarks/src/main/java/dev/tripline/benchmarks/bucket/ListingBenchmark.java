package dev.tripline.benchmarks.bucket;

import com.sun.net.httpserver.HttpServer;
import dev.tripline.benchmarks.load.MeasuredDispatcher;
import dev.tripline.benchmarks.report.Benchmark;
import dev.tripline.benchmarks.report.Report;
import dev.tripline.testkit.server.LocalAws;
import dev.tripline.testkit.server.S3Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3Client;

/// A large bucket that is listed: how long it takes, and that memory does not grow with it.
///
/// `-Dbench.bucket.objects` is the size of the bucket. The store takes longer for each page the more objects
/// there are: minutes for a listing of 100,000.
public final class ListingBenchmark implements Benchmark {
  private static final int OBJECTS = Integer.getInteger("bench.bucket.objects", 100_000);
  private static final int CHANGES = 2;
  private static final String BUCKET = "large";

  private final AtomicLong delivered = new AtomicLong();

  @Override
  public Report run() throws IOException, InterruptedException {
    Report report =
        new Report(
            "Listing of a bucket",
            "A bucket of "
                + OBJECTS
                + " objects of S3Proxy, in memory, in the process of the load; SQLite; each object"
                + " is an event for an HTTP endpoint. Live heap is taken behind a full collection,"
                + " on the way every two seconds. A change is an object at the end of the bucket.");
    HttpServer sink = sink();
    Path directory = Files.createTempDirectory("tripline-bench-secret-");
    Path secret = Files.writeString(directory.resolve("key"), S3Server.SECRET_KEY);
    Map<String, String> settings =
        Map.of(
            "tripline.endpoints.allow",
            "127.0.0.1",
            "tripline.secrets.allowed-directories",
            directory.toString());
    try (S3Server store = S3Server.start();
        S3Client client = client(store);
        MeasuredDispatcher dispatcher = MeasuredDispatcher.onSqlite(settings)) {
      store.createBucket(BUCKET);
      store.fill(BUCKET, IntStream.range(0, OBJECTS).mapToObj("%08d"::formatted).toList());
      report.baseline("Bare client lists it once", "s", List.of(bare(client)));
      measure(report, dispatcher, store, sink, secret);
    } finally {
      sink.stop(0);
      Files.delete(secret);
      Files.delete(directory);
    }
    return report;
  }

  private void measure(
      Report report, MeasuredDispatcher dispatcher, S3Server store, HttpServer sink, Path secret)
      throws IOException, InterruptedException {
    String url = "http://127.0.0.1:" + sink.getAddress().getPort() + "/";
    send(dispatcher, "/v1/functions", "{\"name\":\"sink\",\"url\":\"" + url + "\"}");
    double before = liveHeap(dispatcher);
    long start = System.nanoTime();
    send(
        dispatcher,
        "/v1/triggers",
        """
        {"name":"large","function":"sink","source":{"kind":"s3-listing","bucket":"%s",
         "endpoint":"%s","accessKeyId":"%s","secretAccessKey":"file:%s","pollSeconds":0.1}}
        """
            .formatted(BUCKET, store.endpoint(), S3Server.ACCESS_KEY, secret));
    List<Double> heaps = new ArrayList<>();
    while (delivered.get() < OBJECTS) {
      LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
      heaps.add(liveHeap(dispatcher));
    }
    report.figure("First listing, with all events delivered", "s", List.of(seconds(start)));
    report.figure("Live heap before", "MB", List.of(before));
    report.figure("Live heap during the first listing", "MB", heaps);
    List<Double> changes = new ArrayList<>();
    for (int i = 0; i < CHANGES; i++) {
      long changed = System.nanoTime();
      store.fill(BUCKET, List.of("z" + i));
      while (delivered.get() < OBJECTS + i + 1) {
        LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
      }
      changes.add(seconds(changed));
    }
    report.figure("A change to its function, over a listing of all", "s", changes);
    report.atMost(before + 60, "Live heap after", "MB", List.of(liveHeap(dispatcher)));
  }

  private HttpServer sink() throws IOException {
    HttpServer sink =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    byte[] answer = "null".getBytes(StandardCharsets.UTF_8);
    sink.createContext(
        "/",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
          delivered.incrementAndGet();
        });
    sink.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    sink.start();
    return sink;
  }

  private static void send(MeasuredDispatcher dispatcher, String path, String body)
      throws InterruptedException {
    dispatcher.client().send("POST", path, body).orThrow();
  }

  private static S3Client client(S3Server store) {
    return LocalAws.at(store.endpoint(), S3Client.builder())
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)))
        .forcePathStyle(true)
        .httpClientBuilder(Apache5HttpClient.builder())
        .build();
  }

  /// @return seconds that a listing of all objects takes
  private static double bare(S3Client client) {
    long start = System.nanoTime();
    long objects =
        client.listObjectsV2Paginator(request -> request.bucket(BUCKET)).contents().stream()
            .count();
    if (objects != OBJECTS) {
      throw new IllegalStateException(objects + " objects are listed, not " + OBJECTS);
    }
    return seconds(start);
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  /// Megabytes in use behind a full collection.
  private static double liveHeap(MeasuredDispatcher dispatcher)
      throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process collection =
        new ProcessBuilder(jcmd.toString(), Long.toString(dispatcher.process().pid()), "GC.run")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (collection.waitFor() != 0) {
      throw new IOException(jcmd + " cannot collect the dispatcher's garbage");
    }
    String metric =
        dispatcher
            .client()
            .send("GET", "/actuator/metrics/jvm.memory.used?tag=area:heap", "")
            .orThrow();
    String value = metric.replaceFirst("(?s).*\"value\"\\s*:\\s*([0-9.E+]+).*", "$1");
    return Double.parseDouble(value) / (1 << 20);
  }
}
