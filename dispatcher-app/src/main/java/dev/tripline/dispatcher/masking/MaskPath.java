package dev.tripline.dispatcher.masking;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Places in payloads: a JSON Pointer (RFC 6901), in which `*` stands for any member or element and `**` for
/// any number of them, none as well. It leads on into strings that hold JSON, also in base64. Pure.
///
/// @param steps names, indexes and wildcards
record MaskPath(List<String> steps) {
  static final String ANY = "*";
  static final String DEEP = "**";

  private static final int LONGEST = 500;
  private static final int MOST_STEPS = 32;

  MaskPath {
    steps = List.copyOf(steps);
  }

  /// Empty if it is no pointer, or has `**` more than once: looking for it could take very long.
  static Optional<MaskPath> of(String pointer) {
    String[] parts = pointer.split("/", -1);
    if (!pointer.startsWith("/") || pointer.length() > LONGEST || parts.length > MOST_STEPS + 1) {
      return Optional.empty();
    }
    List<String> steps = new ArrayList<>();
    for (int i = 1; i < parts.length; i++) {
      steps.add(parts[i].replace("~1", "/").replace("~0", "~"));
    }
    return steps.stream().filter(DEEP::equals).count() > 1
        ? Optional.empty()
        : Optional.of(new MaskPath(steps));
  }

  static boolean isWild(String step) {
    return step.equals(ANY) || step.equals(DEEP);
  }
}
