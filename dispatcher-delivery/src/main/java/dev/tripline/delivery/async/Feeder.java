package dev.tripline.delivery.async;

import dev.tripline.delivery.PollTimer;
import dev.tripline.spi.store.ClaimedInvocation;
import dev.tripline.spi.store.InvocationQueue;
import dev.tripline.spi.store.StoreFullException;
import java.util.List;

/// Fetches events from the store that are due and in no node's memory: retries, events that did not fit into
/// memory when they were accepted, and those of nodes that died.
final class Feeder implements Runnable {
  private static final int FUNCTIONS = 10_000;
  private static final int BATCH = 512;

  private final InvocationQueue queue;
  private final FunctionLanes lanes;
  private final PollTimer due;
  private volatile Runnable onDoubt = () -> {};

  /// @param due says when to look
  Feeder(InvocationQueue queue, FunctionLanes lanes, PollTimer due) {
    this.queue = queue;
    this.lanes = lanes;
    this.due = due;
  }

  /// @param doubted told when it is not known whether a claim was made
  void onDoubt(Runnable doubted) {
    onDoubt = doubted;
  }

  void stop() {
    due.stop();
  }

  @Override
  public void run() {
    due.loop(
        this::runOnce,
        "Due work cannot be fetched from the store",
        "No more work is fetched from the store");
  }

  /// Fetches once for every function with due work.
  ///
  /// @return whether there is probably more that could be fetched now
  boolean runOnce() {
    boolean more = false;
    for (String function : queue.functionsWithDueWork(FUNCTIONS)) {
      FunctionLane lane = lanes.of(function);
      int room = lane.room(BATCH);
      if (room == 0) {
        lane.spilled();
        continue;
      }
      List<ClaimedInvocation> claims = claim(function, room);
      for (ClaimedInvocation claim : claims) {
        lanes.add(lane, claim);
      }
      if (claims.size() < room) {
        lane.caughtUp();
      } else {
        lane.spilled();
        more = true;
      }
    }
    return more;
  }

  private List<ClaimedInvocation> claim(String function, int room) {
    try {
      return queue.claimDue(function, room);
    } catch (StoreFullException e) {
      throw e; // nothing was claimed
    } catch (RuntimeException e) {
      onDoubt.run();
      throw e;
    }
  }
}
