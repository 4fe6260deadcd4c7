package dev.tripline.dispatcher.dashboard.chart;

import dev.tripline.dispatcher.dashboard.chart.Chart.Shows;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// Which charts there are. Safe for many threads.
public final class Charts {
  private static final List<Shows> DURATIONS =
      List.of(Shows.of("mean", Charts::mean), Shows.of("longest lately", Charts::longest));
  private static final Shows FAILED =
      Shows.bad("failed", window -> window.perSecond(History.FAILED));

  private final History history;

  Charts(History history) {
    this.history = history;
  }

  private static double ended(Ring.Window window) {
    return window.sum(History.SUCCEEDED) + window.sum(History.FAILED);
  }

  private static double mean(Ring.Window window) {
    return window.sum(History.MILLIS) / ended(window);
  }

  private static double longest(Ring.Window window) {
    return ended(window) == 0 ? Double.NaN : window.greatest(History.LONGEST);
  }

  private static double endedPerSecond(Ring.Window window) {
    return window.perSecond(History.SUCCEEDED) + window.perSecond(History.FAILED);
  }

  private static ToDoubleFunction<Ring.Window> greatest(int figure) {
    return window -> window.greatest(figure);
  }

  /// The number of the last step that they show; another one means that there is more to show.
  public long step() {
    return history.last();
  }

  /// Of all functions on this node; dead letters are of all nodes.
  public List<Chart> overview() {
    return history.read((last, all) ->
        List.of(
            Chart.of(
                "throughput",
                "Invocations a second",
                all.invocations(),
                last,
                List.of(Shows.of("ended", Charts::endedPerSecond))),
            Chart.of("failures", "Failures a second", all.invocations(), last, List.of(FAILED)),
            Chart.of("durations", "Durations, ms", all.invocations(), last, DURATIONS),
            Chart.of(
                "dead",
                "Dead letters of all nodes",
                all.store(),
                last,
                List.of(Shows.bad("dead", greatest(History.DEAD))))));
  }

  /// Of one function on this node.
  public List<Chart> function(String name) {
    return history.read((last, all) -> {
      Ring own = all.of(name);
      return List.of(
          Chart.of(
              "invocations",
              "Invocations a second",
              own,
              last,
              List.of(
                  Shows.of("succeeded", window -> window.perSecond(History.SUCCEEDED)), FAILED)),
          Chart.of("durations", "Durations, ms", own, last, DURATIONS));
    });
  }

  public List<Chart> store() {
    return history.read((last, all) ->
        List.of(
            Chart.of(
                "backlog",
                "Age of the oldest event, s",
                all.store(),
                last,
                List.of(Shows.of("age", greatest(History.OLDEST_SECONDS)))),
            Chart.of(
                "outbox",
                "Messages to destinations",
                all.store(),
                last,
                List.of(Shows.of("waiting", greatest(History.OUTBOX)))),
            Chart.of(
                "rows",
                "Rows that are gone and still there",
                all.store(),
                last,
                List.of(Shows.of("rows", greatest(History.DEAD_ROWS))))));
  }
}
