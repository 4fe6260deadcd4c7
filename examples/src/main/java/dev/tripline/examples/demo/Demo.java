package dev.tripline.examples.demo;

import dev.tripline.sdk.client.ClientSettings;
import dev.tripline.sdk.client.RequestSigner;
import dev.tripline.sdk.client.TriplineClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// Runs the demonstration against a running dispatcher, by its public API alone.
public final class Demo {
  private Demo() {}

  /// Takes the first admin's key and token from the environment.
  ///
  /// @param arguments endpoint, directory of the packages, directory of the files to drop, the folder
  ///     to drop them into, and `once` or `stay`
  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length != 5) {
      System.err.println("usage: Demo ENDPOINT PACKAGES FILES INBOX once|stay");
      System.exit(2);
    }
    URI endpoint = URI.create(arguments[0]);
    Path inbox = Path.of(arguments[3]).toRealPath();
    var terminal = new Terminal(System.out, System.getenv("DEMO_COLOURS") != null);
    var key =
        new RequestSigner.AccessKey(
            variable("AWS_ACCESS_KEY_ID"), variable("AWS_SECRET_ACCESS_KEY"), null);
    String token = variable("ADMIN_TOKEN");
    var api = new RestApi(endpoint, key, token);
    boolean asExpected;
    try (var watch = new ActivityWatch(endpoint, token, terminal);
        var client =
            new TriplineClient(
                ClientSettings.of(endpoint)
                    .withRequestTimeout(Duration.ofSeconds(30))
                    .withAccessKey(key)
                    .withToken(token))) {
      watch.start();
      var deployment = new Deployment(api, terminal, Path.of(arguments[1]), inbox);
      deployment.run();
      var scenario =
          new DemoScenario(api, client, watch, terminal, new Inbox(Path.of(arguments[2]), inbox));
      asExpected = scenario.run(deployment.skipped());
      if (arguments[4].equals("stay")) {
        terminal.stay(endpoint, inbox, pagePassword(api));
        watch.awaitEnd();
        return;
      }
    }
    System.exit(asExpected ? 0 : 1);
  }

  /// Makes the user `demo`, an operator, who can look at the pages. Answers the password.
  private static String pagePassword(RestApi api) throws IOException, InterruptedException {
    return String.valueOf(
        api.call("POST", "/v1/users", Map.of("name", "demo", "role", "operator")).get("password"));
  }

  /// Of the file that the dispatcher writes at its first start.
  private static String variable(String name) {
    String value = System.getenv(name);
    if (value == null) {
      throw new IllegalStateException(name + " is not set; the dispatcher's first start tells it");
    }
    return value;
  }
}
