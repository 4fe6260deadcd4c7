package dev.tripline.examples.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Counts what was expected of the dispatcher, and tells what did not come true.
final class Expectations {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ActivityWatch watch;
  private final Terminal terminal;
  private final List<String> unmet = new ArrayList<>();
  private int count;

  Expectations(ActivityWatch watch, Terminal terminal) {
    this.watch = watch;
    this.terminal = terminal;
  }

  void expect(String expectation, boolean met) {
    count++;
    if (!met) {
      unmet.add(expectation);
      terminal.step("wrong", "expected", expectation);
    }
  }

  void accepted(String label) throws InterruptedException {
    expect(
        label + " is accepted",
        watch.await(label, PATIENCE, activity -> activity.kind().equals("accepted")));
  }

  void delivered(String label, int attempt) throws InterruptedException {
    expect(
        label + " is delivered at attempt " + attempt,
        watch.await(
            label,
            PATIENCE,
            activity -> activity.kind().equals("delivered") && activity.attempt() == attempt));
    expect(label + " is retried " + (attempt - 1) + " times", retries(label) == attempt - 1);
  }

  /// @return whether it came to that
  boolean givenUp(String label) throws InterruptedException {
    boolean dead =
        watch.await(label, PATIENCE, activity -> activity.kind().equals("dead-lettered"));
    expect(label + " becomes a dead letter", dead);
    expect(label + " is retried before", retries(label) == Deployment.RETRIES);
    return dead;
  }

  private long retries(String label) {
    return watch.of(label).stream().filter(activity -> activity.kind().equals("retried")).count();
  }

  /// @return whether everything came true
  boolean summary(Set<String> skipped) {
    String left = skipped.isEmpty() ? "" : ", skipped: " + String.join(", ", skipped);
    terminal.title("%d of %d expectations met%s".formatted(count - unmet.size(), count, left));
    unmet.forEach(expectation -> terminal.note("not met: " + expectation));
    return unmet.isEmpty();
  }
}
