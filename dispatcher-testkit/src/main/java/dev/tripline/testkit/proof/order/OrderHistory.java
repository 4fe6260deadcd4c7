package dev.tripline.testkit.proof.order;

import dev.tripline.testkit.proof.History.Fault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The observations from outside during one run. Times are milliseconds of the machine's wall clock.
///
/// @param sent by the publishers
/// @param runs by the function, in the order in which it wrote them down
/// @param deaths the dead letters, as an operator finds them after everything has come to rest
/// @param faults by the nemesis
public record OrderHistory(
    List<Sent> sent, List<Run> runs, List<Death> deaths, List<Fault> faults) {

  public OrderHistory {
    sent = List.copyOf(sent);
    runs = List.copyOf(runs);
    deaths = List.copyOf(deaths);
    faults = List.copyOf(faults);
  }

  /// @param acknowledged whether the source took it; otherwise both are allowed, that it is there and
  ///     that it is not
  public record Sent(KeyedRecord record, boolean acknowledged) {}

  /// The end of one run of one record.
  public enum End {
    OK,
    FAILED,
    /// It would have succeeded, but another record of its batch failed the whole batch.
    UNDONE,
    /// It was not begun, because a record of its key before it in the batch failed.
    HELD
  }

  /// @param requestId of the invocation
  /// @param dispatcher the process id of the one that had it run
  public record Run(
      KeyedRecord record, End end, String requestId, long atMillis, long dispatcher) {}

  /// @param atMillis when it was given up, if that can be seen
  public record Death(KeyedRecord record, @Nullable Long atMillis) {}
}
