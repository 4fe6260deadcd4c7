package dev.tripline.cli.deadletter;

import picocli.CommandLine.Option;

/// The reason that a change of dead letters needs.
final class Reason {
  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Why; for the audit.")
  private String text = "";

  String text() {
    return text;
  }
}
