package dev.tripline.benchmarks.startup;

import dev.tripline.benchmarks.load.EchoFunctions;
import dev.tripline.benchmarks.load.MeasuredDispatcher;
import dev.tripline.benchmarks.report.Benchmark;
import dev.tripline.benchmarks.report.Report;
import dev.tripline.testkit.image.ImageDraft;
import dev.tripline.testkit.image.LayerDraft;
import dev.tripline.testkit.image.ShellImage;
import dev.tripline.testkit.process.ServerProcess;
import dev.tripline.testkit.server.DispatcherClient;
import dev.tripline.testkit.server.FunctionPackage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.json.JsonMapper;

/// First calls that need not wait as those of [ColdStartBenchmark] do: where workers are provisioned, where a
/// large image is unpacked already, and the first byte of an answer that is streamed.
///
/// `-Dbench.image.megabytes` is the size of the image, of bytes that cannot be compressed.
public final class FirstCallBenchmark implements Benchmark {
  private static final int MEGABYTES = Integer.getInteger("bench.image.megabytes", 1_000);
  private static final int LAYER_MEGABYTES = 100;
  private static final int SAMPLES = 15;
  private static final int WARM_UP = 5;
  private static final int WARM_CALLS = 20;
  private static final Duration REST = Duration.ofMillis(50);
  private static final int STREAMS = 200;
  private static final String FUNCTIONS = "/2015-03-31/functions";
  private static final String EVENT = new String(EchoFunctions.EVENT, StandardCharsets.UTF_8);
  private static final String ECHO = "printf %s \"$event\"";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// Both processes read the same monotonic clock.
  private static final String STREAMING =
      """
      export const handler = awslambda.streamifyResponse(async (event, stream) => {
        stream.write(process.hrtime.bigint() + "\\n");
        await new Promise(resolve => setTimeout(resolve, 20));
        stream.end();
      });
      """;

  private final Report report =
      new Report(
          "First calls",
          "Sandbox and logs on. Provisioned: the first call of a version of which a worker is kept,"
              + " by the median of its next "
              + WARM_CALLS
              + ", one after the other and then each after a pause like that before the first: a"
              + " machine at rest takes longer for any call. Image: bash in an image of "
              + MEGABYTES
              + " MB beside the same script in a zip package, functions without a worker. Stream:"
              + " from a function's write to its caller's read, at a function URL.");

  @Override
  public Report run() throws IOException, InterruptedException {
    Path images = Files.createTempDirectory("tripline-bench-images-");
    try (MeasuredDispatcher dispatcher =
        MeasuredDispatcher.onSqlite(Map.of("tripline.images.directories", images.toString()))) {
      dispatcher.deploy(EchoFunctions.all());
      for (FunctionPackage warm : EchoFunctions.all()) {
        dispatcher.synchronousLoad(warm.name()).send(2, 3_000);
      }
      provisioned(dispatcher.client());
      image(dispatcher.client(), images);
      streamed(dispatcher);
    } finally {
      ServerProcess.remove(images);
    }
    return report;
  }

  private void provisioned(DispatcherClient client) throws InterruptedException {
    List<Double> ratios = new ArrayList<>();
    List<Double> ofRested = new ArrayList<>();
    List<Double> first = new ArrayList<>();
    for (int i = -WARM_UP; i < SAMPLES; i++) {
      String name = "provisioned-" + (i + WARM_UP);
      client.deploy(EchoFunctions.python(name));
      client.send("POST", FUNCTIONS + "/" + name + "/versions", "{}").orThrow();
      String concurrency = "/2019-09-30/functions/" + name + "/provisioned-concurrency?Qualifier=1";
      client.send("PUT", concurrency, "{\"ProvisionedConcurrentExecutions\":1}").orThrow();
      client.await(concurrency, "Status", "READY");
      LockSupport.parkNanos(REST.toNanos());
      String call = FUNCTIONS + "/" + name + "/invocations?Qualifier=1";
      double began = millis(client, call);
      List<Double> warm = new ArrayList<>();
      List<Double> rested = new ArrayList<>();
      for (int j = 0; j < WARM_CALLS; j++) {
        warm.add(millis(client, call));
      }
      for (int j = 0; j < WARM_CALLS; j++) {
        LockSupport.parkNanos(REST.toNanos());
        rested.add(millis(client, call));
      }
      if (i >= 0) {
        first.add(began);
        ofRested.add(began / Report.median(rested));
        ratios.add(began / Report.median(warm));
      }
      client.send("DELETE", FUNCTIONS + "/" + name, "").orThrow();
    }
    report.figure("Provisioned, first call", "ms", first);
    report.figure("Provisioned, first call by those that follow at once", "×", ratios);
    report.atMost(1.25, "Provisioned, first call by later ones after a pause", "×", ofRested);
  }

  private void image(DispatcherClient client, Path images)
      throws IOException, InterruptedException {
    Path layout = images.resolve("large");
    draft().layout(layout);
    byte[] zip = zip(images.resolve("function.zip"));
    List<Double> ofImage = new ArrayList<>();
    List<Double> ofZip = new ArrayList<>();
    for (int i = -WARM_UP; i < SAMPLES; i++) {
      String name = "image-" + (i + WARM_UP);
      client
          .send(
              "POST",
              FUNCTIONS,
              """
              {"FunctionName":"%s","PackageType":"Image","Code":{"ImageUri":"oci:%s"},
               "Role":"arn:aws:iam::000000000000:role/test","Timeout":10}
              """
                  .formatted(name, layout))
          .orThrow();
      client.await(FUNCTIONS + "/" + name + "/configuration", "State", "Active");
      double image = cold(client, name);
      String packaged = "packaged-" + (i + WARM_UP);
      client.deploy(new FunctionPackage(packaged, "provided.al2023", "x", zip, Map.of(), 10));
      double unpacked = cold(client, packaged);
      if (i >= 0) {
        ofImage.add(image);
        ofZip.add(unpacked);
      }
    }
    report.baseline("Zip package, bash, cold start", "ms", ofZip);
    report.atMost(1.5 * Report.median(ofZip), "Image, bash, cold start", "ms", ofImage);
  }

  private static ImageDraft draft() {
    ImageDraft draft =
        new ImageDraft()
            .process(
                "{\"Entrypoint\":[\"/bin/bash\",\"/runtime\"],\"Cmd\":[%s]}"
                    .formatted(quoted(ECHO)))
            .layer(ShellImage.base());
    Random random = new Random(1);
    for (int i = 0; i < MEGABYTES / LAYER_MEGABYTES; i++) {
      byte[] content = new byte[LAYER_MEGABYTES * 1_000_000];
      random.nextBytes(content);
      draft.layer(new LayerDraft().directory("data").file("data/" + i, content, 0644));
    }
    return draft;
  }

  private static String quoted(String text) {
    return JSON.writeValueAsString(text);
  }

  private static byte[] zip(Path file) throws IOException {
    Map<String, Object> form = Map.of("create", "true", "enablePosixFileAttributes", "true");
    try (FileSystem archive = FileSystems.newFileSystem(file, form)) {
      Path bootstrap = archive.getPath("/bootstrap");
      Files.writeString(bootstrap, "#!/bin/bash\nset -- '" + ECHO + "'\n" + ShellImage.runtime());
      Files.setPosixFilePermissions(bootstrap, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return Files.readAllBytes(file);
  }

  private static double cold(DispatcherClient client, String name) throws InterruptedException {
    double took = millis(client, FUNCTIONS + "/" + name + "/invocations");
    client.send("DELETE", FUNCTIONS + "/" + name, "").orThrow();
    return took;
  }

  private static double millis(DispatcherClient client, String path) throws InterruptedException {
    long from = System.nanoTime();
    String answer = client.send("POST", path, EVENT).orThrow();
    double took = (System.nanoTime() - from) / 1e6;
    if (!answer.replace(" ", "").equals(EVENT)) {
      throw new IllegalStateException(path + " answers " + answer);
    }
    return took;
  }

  private void streamed(MeasuredDispatcher dispatcher) throws IOException, InterruptedException {
    DispatcherClient client = dispatcher.client();
    client.deploy(FunctionPackage.node("streaming", STREAMING));
    String made =
        client
            .send(
                "POST",
                "/2021-10-31/functions/streaming/url",
                "{\"AuthType\":\"NONE\",\"InvokeMode\":\"RESPONSE_STREAM\"}")
            .orThrow();
    URI url =
        dispatcher
            .process()
            .endpoint()
            .resolve(URI.create(JSON.readTree(made).path("FunctionUrl").asString()).getPath());
    List<Double> millis = new ArrayList<>();
    for (int i = -STREAMS; i < STREAMS; i++) {
      double took = firstByte(url);
      if (i >= 0) {
        millis.add(took);
      }
    }
    report.atMost(1, "Stream, from the write to the first byte", "ms", millis);
  }

  private static double firstByte(URI url) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
      String written = lines.readLine();
      long now = System.nanoTime();
      while (lines.readLine() != null) {
        // to its end, so that the connection is used again
      }
      return (now - Long.parseLong(written)) / 1e6;
    }
  }
}
