package dev.tripline.testkit.proof;

import java.util.List;
import java.util.Locale;

/// The findings of the checker.
///
/// @param duplicates runs after an event was done, explained by faults
public record Verdict(
    int acknowledged,
    int refused,
    int unknown,
    int delivered,
    int dead,
    int duplicates,
    int faults,
    List<Violation> violations) {

  public Verdict {
    violations = List.copyOf(violations);
  }

  public boolean holds() {
    return violations.isEmpty();
  }

  /// One line, and the first violations if there are any.
  @Override
  public String toString() {
    String line =
        String.format(
            Locale.ROOT,
            "acknowledged %d, refused %d, unanswered %d; delivered %d, dead letters %d, duplicates"
                + " %d at %d faults; violations %d",
            acknowledged,
            refused,
            unknown,
            delivered,
            dead,
            duplicates,
            faults,
            violations.size());
    StringBuilder all = new StringBuilder(line);
    violations.stream().limit(20).forEach(violation -> all.append("\n  ").append(violation));
    return all.toString();
  }
}
