package dev.tripline.runtime.language;

import java.util.Optional;

/// A family of runtimes.
public interface Language {

  /// Whether the identifier belongs to this family, for instance `python3.12`.
  boolean knows(String runtime);

  /// Empty if this host can run it, otherwise why not.
  Optional<String> whyUnavailable(String runtime);

  /// The version that runs functions of this runtime in place of the one it names, for instance
  /// `Python 3.11.7`; empty if it is the right one. Called only for a runtime that is available.
  Optional<String> substitute(String runtime);

  /// The process to start for a function. Called only for a runtime that is available.
  Launch launch(LaunchRequest request) throws UnstartableException;
}
