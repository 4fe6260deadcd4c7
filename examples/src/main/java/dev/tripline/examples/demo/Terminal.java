package dev.tripline.examples.demo;

import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;

/// Output for the user: titles, steps with their time, notes.
final class Terminal {
  private static final int LABEL_WIDTH = 20;

  private final PrintStream out;
  private final boolean colours;
  private final long start = System.nanoTime();

  Terminal(PrintStream out, boolean colours) {
    this.out = out;
    this.colours = colours;
  }

  void title(String text) {
    line("", "");
    line("1", text);
  }

  void note(String text) {
    line("2", "           " + text);
  }

  void step(String kind, String label, String detail) {
    String colour =
        switch (kind) {
          case "delivered", "answered", "deployed" -> "32";
          case "retried", "skipped" -> "33";
          case "dead-lettered", "wrong" -> "31";
          default -> "36";
        };
    double seconds = (System.nanoTime() - start) / 1e9;
    String padded = "%-14s".formatted(kind);
    String shown = colours ? "\u001b[" + colour + "m" + padded + "\u001b[0m" : padded;
    out.println("%7.2f s  %s %-20s %s".formatted(seconds, shown, label, detail));
    out.flush();
  }

  void happened(Activity activity, String label) {
    step(activity.kind(), label, activity.detail());
  }

  /// @param password of the user `demo`
  void stay(URI endpoint, Path inbox, String password) {
    title("Still running. Ctrl-C ends it, after running invocations are done.");
    place("pages", endpoint + "/   log in as demo, " + password);
    place("Lambda API", endpoint + "/2015-03-31/functions");
    place("own API", endpoint + "/openapi.yaml");
    place("dead letters", endpoint + "/v1/dead-letters");
    place(
        "redrive one",
        "curl -X POST -H \"Authorization: Bearer $ADMIN_TOKEN\" "
            + endpoint
            + "/v1/dead-letters/ID/redrive");
    place("live view", endpoint + "/v1/activity");
    place("health", endpoint + "/actuator/health");
    place("drop files into", inbox.toString());
    title("Activity from now on");
  }

  private void place(String name, String address) {
    out.println("  " + name + " ".repeat(Math.max(1, LABEL_WIDTH - name.length())) + address);
  }

  private void line(String style, String text) {
    out.println(colours && !style.isEmpty() ? "\u001b[" + style + "m" + text + "\u001b[0m" : text);
    out.flush();
  }
}
