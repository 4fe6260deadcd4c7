package dev.tripline.delivery.queue;

/// How many pollers read a queue: more while they find more than they can take, fewer while there is
/// little to do or the function does not keep up. Pure; asked once a second.
///
/// After Lambda's scaling of SQS ("Configuring scaling behavior for SQS event source mappings"): five
/// concurrent batches at the start, up to 300 more a minute, down to two when idle, fewer on throttles
/// and, unless the function reports them one by one, on errors. A FIFO queue needs no more pollers than
/// it has groups in flight.
///
/// @param ceiling the most batches that may be with the function at once
/// @param fifo whether the messages of a group have an order
/// @param reporting whether the function reports failures message by message
public record PollerScaling(int ceiling, boolean fifo, boolean reporting) {
  private static final int START = 5;
  private static final int FLOOR = 2;
  private static final int STEP = 5;
  private static final int QUIET_ROUNDS = 10;

  public PollerScaling {
    if (ceiling < 1) {
      throw new IllegalArgumentException("at least one poller is needed, not " + ceiling);
    }
  }

  /// @param pollers the number wanted
  /// @param quiet for how many rounds most of them had nothing to do
  record State(int pollers, int quiet) {}

  /// The pollers' work in the last round.
  ///
  /// @param active pollers that had a batch
  /// @param full of those, how many had one that was closed because no more fitted in
  /// @param waiting pollers whose function cannot be run now
  /// @param batches that ended
  /// @param failed of those, how many failed in part or as a whole
  /// @param groups with messages at the function
  record Round(int active, int full, int waiting, int batches, int failed, int groups) {}

  State start() {
    return new State(Math.min(START, ceiling), 0);
  }

  /// After the queue was out of reach.
  State afterOutage() {
    return new State(floor(), 0);
  }

  State next(State now, Round seen) {
    int pollers = now.pollers();
    if (seen.waiting > 0) {
      return new State(atLeastFloor(pollers / 2), 0);
    }
    if (!reporting && seen.failed > 0) {
      int fewer = Math.max(1, pollers * seen.failed / (2 * Math.max(seen.failed, seen.batches)));
      return new State(atLeastFloor(pollers - fewer), 0);
    }
    if (seen.active * 2 < pollers) {
      boolean longEnough = now.quiet() + 1 >= QUIET_ROUNDS;
      int fewer = Math.max(seen.active, pollers / 2);
      return longEnough ? new State(atLeastFloor(fewer), 0) : new State(pollers, now.quiet() + 1);
    }
    if (seen.active >= pollers && seen.full * 2 >= seen.active) {
      int more = Math.min(ceiling, pollers + Math.min(pollers, STEP));
      return new State(fifo ? Math.min(more, Math.max(pollers, seen.groups)) : more, 0);
    }
    return new State(fifo ? Math.min(pollers, atLeastFloor(seen.groups)) : pollers, 0);
  }

  private int floor() {
    return Math.min(FLOOR, ceiling);
  }

  private int atLeastFloor(int pollers) {
    return Math.max(floor(), pollers);
  }
}
