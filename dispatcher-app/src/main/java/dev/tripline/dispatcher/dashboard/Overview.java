package dev.tripline.dispatcher.dashboard;

import dev.tripline.dispatcher.deadletter.DeadLetters;
import dev.tripline.dispatcher.delivery.activity.RecentActivity;
import dev.tripline.dispatcher.masking.Maskable;
import dev.tripline.dispatcher.masking.Masking;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The figures of the first page, over all nodes except for what happened last, which is of the node that
/// answers.
///
/// @param waiting messages and batches that are with functions now
/// @param residual accepted by triggers and neither settled nor waiting, of all ledgers; 0 if the books balance
/// @param nodes those whose triggers have reported
record Overview(
    Instant at,
    DeadLetters.Total dead,
    List<Tally> deadByFunction,
    List<Tally> deadByTrigger,
    List<TriggerRow> triggers,
    long waiting,
    long residual,
    List<NodeRow> nodes,
    List<RecentActivity.Happening> activity)
    implements Maskable {

  /// @param label as it is shown
  /// @param value by which the list of dead letters is narrowed; null for those without one
  record Tally(String label, @Nullable String value, long count) {}

  /// @param trouble a warning or the last error, if the trigger is not well
  /// @param warned whether it is a warning, which are words of the dispatcher
  /// @param received since the nodes started it
  /// @param dead letters of it that there are
  record TriggerRow(
      String id,
      String name,
      String function,
      String kind,
      String state,
      boolean well,
      @Nullable String trouble,
      boolean warned,
      long received,
      long dead) {

    TriggerRow withoutContent() {
      return withTrouble(null);
    }

    private TriggerRow masked(Masking masking) {
      return warned ? this : withTrouble(masking.words(function, id, trouble));
    }

    private TriggerRow withTrouble(@Nullable String other) {
      return new TriggerRow(id, name, function, kind, state, well, other, warned, received, dead);
    }
  }

  /// The triggers of one node, summed.
  record NodeRow(String node, Instant at, int triggers, long inFlight, long received) {}

  @Override
  public Overview withoutContent() {
    return with(
        triggers.stream().map(TriggerRow::withoutContent).toList(),
        activity.stream().map(RecentActivity.Happening::withoutContent).toList());
  }

  /// With the words of functions as the rules show them.
  @Override
  public Overview masked(Masking masking) {
    return with(
        triggers.stream().map(row -> row.masked(masking)).toList(),
        activity.stream().map(step -> step.masked(masking)).toList());
  }

  private Overview with(List<TriggerRow> rows, List<RecentActivity.Happening> steps) {
    return new Overview(
        at, dead, deadByFunction, deadByTrigger, rows, waiting, residual, nodes, steps);
  }

  /// The same figures at another time are the same figures.
  boolean shows(Overview other) {
    return dead.equals(other.dead)
        && deadByFunction.equals(other.deadByFunction)
        && deadByTrigger.equals(other.deadByTrigger)
        && triggers.equals(other.triggers)
        && waiting == other.waiting
        && residual == other.residual
        && activity.equals(other.activity);
  }
}
