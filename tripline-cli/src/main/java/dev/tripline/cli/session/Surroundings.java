package dev.tripline.cli.session;

import java.io.InputStream;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.Map;

/// What a process gives to a call.
///
/// @param environment its variables
/// @param terminal whether a person reads and types
public record Surroundings(
    Map<String, String> environment,
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean terminal) {

  /// The one clock of the command.
  public InstantSource clock() {
    return InstantSource.system();
  }
}
