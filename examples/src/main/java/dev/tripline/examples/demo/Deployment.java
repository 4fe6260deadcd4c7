package dev.tripline.examples.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Brings the examples to the dispatcher over the Lambda REST API, and their triggers over `/v1`.
final class Deployment {
  static final int RETRIES = 2;
  private static final String FUNCTIONS = "/2015-03-31/functions";
  private static final String PACKAGE = "dev.tripline.examples.";

  private final RestApi api;
  private final Terminal terminal;
  private final Path packages;
  private final Path inbox;
  private final Set<String> skipped = new TreeSet<>();

  Deployment(RestApi api, Terminal terminal, Path packages, Path inbox) {
    this.api = api;
    this.terminal = terminal;
    this.packages = packages;
    this.inbox = inbox;
  }

  private record Example(
      String name, String runtime, String handler, int memory, List<String> layers) {}

  /// The functions that this machine cannot run.
  Set<String> skipped() {
    return skipped;
  }

  void run() throws IOException, InterruptedException {
    terminal.title("Deploying the examples over the Lambda REST API");
    String layer = publishLayer();
    for (Example example :
        List.of(
            new Example(
                "order-totals", "java25", PACKAGE + "ordertotals.OrderTotals", 256, List.of()),
            new Example(
                "stock-movements",
                "java25",
                PACKAGE + "stockmovements.StockMovements",
                256,
                List.of()),
            new Example(
                "email-check",
                "java25",
                PACKAGE + "emailcheck.EmailCheck::handleRequest",
                256,
                List.of()),
            new Example(
                "event-origin",
                "java25",
                PACKAGE + "eventorigin.EventOrigin::handleRequest",
                256,
                List.of()),
            new Example("image-facts", "python3.12", "index.handler", 128, List.of(layer)),
            new Example("order-confirmation", "nodejs20.x", "index.handler", 128, List.of()),
            new Example("event-receipt", "provided.al2023", "bootstrap", 128, List.of()))) {
      deploy(example);
    }
    terminal.title("Shortening the retries: AWS waits 1 and 2 minutes, this demo 1 and 2 seconds");
    for (String function : List.of("order-totals", "order-confirmation")) {
      shortenRetries(function);
    }
    terminal.title("Registering triggers");
    folderTrigger("order-files", "order-totals", ".csv");
    folderTrigger("pictures", "image-facts", ".png");
    if (!skipped.contains("order-confirmation")) {
      trigger("orders", "order-confirmation", Map.of("kind", "http"));
      terminal.step(
          "registered", "orders", "CloudEvents at /v1/events/orders → order-confirmation");
    }
  }

  private String publishLayer() throws IOException, InterruptedException {
    var answer =
        api.call(
            "POST",
            "/2018-10-31/layers/image-headers/versions",
            Map.of("Content", Map.of("ZipFile", zip("image-headers-layer"))));
    terminal.step(
        "deployed", "image-headers", "layer for Python, version " + answer.get("Version"));
    return Json.text(answer, "LayerVersionArn");
  }

  private void deploy(Example example) throws IOException, InterruptedException {
    Map<String, @Nullable Object> request = new HashMap<>();
    request.put("FunctionName", example.name());
    request.put("Runtime", example.runtime());
    request.put("Handler", example.handler());
    request.put("Role", "arn:aws:iam::000000000000:role/demo");
    request.put("MemorySize", example.memory());
    request.put("Timeout", 20);
    request.put("Code", Map.of("ZipFile", zip(example.name())));
    request.put("Environment", Map.of("Variables", Map.of("BUCKET_DIRECTORY", inbox.toString())));
    if (!example.layers().isEmpty()) {
      request.put("Layers", example.layers());
    }
    String missing = missingProgram(example.name());
    if (missing != null) {
      skip(example, missing);
      return;
    }
    try {
      api.call("POST", FUNCTIONS, request);
      awaitActive(example.name());
      terminal.step("deployed", example.name(), example.runtime());
    } catch (RestApi.RefusedException e) {
      String message = String.valueOf(e.getMessage());
      if (!message.contains("is not available on this host")) {
        throw e;
      }
      skip(example, message);
    }
  }

  private void skip(Example example, String reason) {
    skipped.add(example.name());
    terminal.step("skipped", example.name(), reason);
  }

  /// A program that an example needs and the dispatcher cannot check.
  private static @Nullable String missingProgram(String example) {
    boolean curl =
        List.of(System.getenv().getOrDefault("PATH", "").split(":", -1)).stream()
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, "curl")));
    return example.equals("event-receipt") && !curl
        ? "this machine has no curl, which its bootstrap uses"
        : null;
  }

  private void awaitActive(String function) throws IOException, InterruptedException {
    String state = "";
    for (int i = 0; i < 600; i++) {
      var answer = api.call("GET", FUNCTIONS + "/" + function + "/configuration", null);
      state = Json.text(answer, "State");
      if (state.equals("Active")) {
        return;
      } else if (state.equals("Failed")) {
        break;
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new IOException(function + " did not become active: " + state);
  }

  private void shortenRetries(String function) throws IOException, InterruptedException {
    if (skipped.contains(function)) {
      return;
    }
    Map<String, Object> backoff =
        Map.of("firstSeconds", 1, "multiplier", 2, "capSeconds", 10, "jitter", 0);
    var answer =
        api.call(
            "PATCH",
            "/v1/functions/" + function,
            Map.of("retry", Map.of("maxRetries", RETRIES, "backoff", backoff)));
    var retry = Json.object(answer.get("retry"));
    var waits = Json.object(retry.get("backoff"));
    terminal.step(
        "set",
        function,
        "PATCH /v1/functions/%s: %s retries, the first after %s s, then %s times as long"
            .formatted(
                function,
                retry.get("maxRetries"),
                waits.get("firstSeconds"),
                waits.get("multiplier")));
  }

  private void folderTrigger(String name, String function, String suffix)
      throws IOException, InterruptedException {
    if (skipped.contains(function)) {
      return;
    }
    Map<String, Object> source = new HashMap<>();
    source.put("kind", "folder");
    source.put("path", inbox.toString());
    source.put("bucket", "inbox");
    source.put("suffix", suffix);
    source.put("events", List.of("s3:ObjectCreated:*"));
    source.put("settleSeconds", 0.2);
    source.put("rescanSeconds", 2);
    trigger(name, function, source);
    terminal.step("registered", name, "files *" + suffix + " in the folder → " + function);
  }

  private void trigger(String name, String function, Map<String, Object> source)
      throws IOException, InterruptedException {
    api.call("POST", "/v1/triggers", Map.of("name", name, "function", function, "source", source));
  }

  private String zip(String name) throws IOException {
    return Base64.getEncoder().encodeToString(Files.readAllBytes(packages.resolve(name + ".zip")));
  }
}
