package dev.tripline.testkit.proof.order;

import dev.tripline.testkit.proof.History.Fault;
import dev.tripline.testkit.proof.Violation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// The findings of the checker.
///
/// @param unanswered records that the source may or may not have taken
/// @param duplicates runs after a record was done, by the fault that explains them
/// @param latestMillis after the end of its fault the last duplicate came
public record OrderVerdict(
    int acknowledged,
    int unanswered,
    int delivered,
    int dead,
    Map<Fault, Integer> duplicates,
    long latestMillis,
    List<Violation> violations) {

  public OrderVerdict {
    duplicates = new LinkedHashMap<>(duplicates);
    violations = List.copyOf(violations);
  }

  /// One line, and the first violations if there are any.
  @Override
  public String toString() {
    Map<String, String> byKind = new TreeMap<>();
    Map<String, int[]> counts = new TreeMap<>();
    duplicates.forEach((fault, count) -> {
      int[] sum = counts.computeIfAbsent(fault.what(), _ -> new int[2]);
      sum[0]++;
      sum[1] += count;
    });
    counts.forEach((what, sum) -> byKind.put(what, sum[0] + " times, " + sum[1] + " duplicates"));
    StringBuilder all =
        new StringBuilder(
            String.format(
                Locale.ROOT,
                "acknowledged %d, unanswered %d; delivered %d, dead letters %d; faults %s, the last"
                    + " duplicate %d ms after its fault; violations %d",
                acknowledged,
                unanswered,
                delivered,
                dead,
                byKind,
                latestMillis,
                violations.size()));
    violations.stream().limit(20).forEach(violation -> all.append("\n  ").append(violation));
    return all.toString();
  }
}
