package dev.tripline.examples.demo;

import dev.tripline.sdk.client.ClientSettings;
import dev.tripline.sdk.client.TriplineClient;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/// Runs the demonstration against a running dispatcher, by its public API alone.
public final class Demo {
  private Demo() {}

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
    var api = new RestApi(endpoint);
    boolean asExpected;
    try (var watch = new ActivityWatch(endpoint, terminal);
        var client =
            new TriplineClient(
                ClientSettings.of(endpoint).withRequestTimeout(Duration.ofSeconds(30)))) {
      watch.start();
      var deployment = new Deployment(api, terminal, Path.of(arguments[1]), inbox);
      deployment.run();
      var scenario =
          new DemoScenario(api, client, watch, terminal, new Inbox(Path.of(arguments[2]), inbox));
      asExpected = scenario.run(deployment.skipped());
      if (arguments[4].equals("stay")) {
        terminal.stay(endpoint, inbox);
        watch.awaitEnd();
        return;
      }
    }
    System.exit(asExpected ? 0 : 1);
  }
}
