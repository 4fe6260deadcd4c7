package dev.tripline.runtime.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Finds programs of the host in fixed places: a setup with rights must not depend on a search path.
public final class HostProgram {
  private HostProgram() {}

  /// Its absolute path in the first of the places that has it.
  public static Optional<String> find(List<String> places, String name) {
    return places.stream()
        .map(place -> Path.of(place, name))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }
}
