package dev.tripline.delivery.async;

import dev.tripline.delivery.PollTimer;
import dev.tripline.delivery.lease.HeldClaims;
import dev.tripline.delivery.lease.UnsettledResults;
import dev.tripline.spi.store.ClaimedInvocation;
import dev.tripline.spi.store.InvocationQueue;
import dev.tripline.spi.store.StoreFullException;
import dev.tripline.spi.store.StoreUnavailableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fetches events from the store that are due and in no node's memory: retries, events that did not fit into
/// memory when they were accepted, and those of nodes that died.
final class Feeder implements Runnable {
  private static final Logger log = LoggerFactory.getLogger(Feeder.class);
  private static final Duration AFTER_ERROR = Duration.ofSeconds(1);
  private static final int FUNCTIONS = 10_000;
  private static final int BATCH = 512;
  private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(50);

  private final InvocationQueue queue;
  private final FunctionLanes lanes;
  private final Calls calls;
  private final HeldClaims claims;
  private final UnsettledResults unsettled;

  /// Functions of which the store had more at the last look.
  private final Set<String> unfinished = new LinkedHashSet<>();

  /// Functions whose work could not be fetched, and until when they are left alone.
  private final Map<String, Long> restUntil = new HashMap<>();

  private long askAt = System.nanoTime();

  /// @param calls say when to look
  /// @param claims told when it is not known whether a claim was made
  /// @param unsettled told when the store answers
  Feeder(
      InvocationQueue queue,
      FunctionLanes lanes,
      Calls calls,
      HeldClaims claims,
      UnsettledResults unsettled) {
    this.queue = queue;
    this.lanes = lanes;
    this.calls = calls;
    this.claims = claims;
    this.unsettled = unsettled;
  }

  /// Calls for work to be fetched. Safe for many threads.
  static final class Calls {
    private final PollTimer timer;
    private final Set<String> functions = ConcurrentHashMap.newKeySet();

    /// @param timer at whose interval the feeder looks anyway
    Calls(PollTimer timer) {
      this.timer = timer;
    }

    /// After that time at the latest.
    void in(Duration delay) {
      timer.wakeIn(delay);
    }

    /// Now, of a function that is known to have some.
    void of(String function) {
      functions.add(function);
      timer.wakeIn(Duration.ZERO);
    }

    private void takeInto(Set<String> taken) {
      List<String> called = List.copyOf(functions);
      called.forEach(functions::remove);
      taken.addAll(called);
    }
  }

  void stop() {
    calls.timer.stop();
  }

  @Override
  public void run() {
    calls.timer.loop(
        this::runOnce,
        "Due work cannot be fetched from the store",
        "No more work is fetched from the store");
  }

  /// Fetches once for every function with due work.
  ///
  /// @return whether there is probably more that could be fetched now
  boolean runOnce() {
    boolean more = false;
    for (String function : functions()) {
      if (!rests(function)) {
        more |= tryToFetch(function);
      }
    }
    return more;
  }

  private boolean rests(String function) {
    Long until = restUntil.get(function);
    if (until == null || System.nanoTime() - until >= 0) {
      restUntil.remove(function);
      return false;
    }
    return true;
  }

  /// What is wrong with one function stops no other.
  private boolean tryToFetch(String function) {
    try {
      return fetch(function);
    } catch (StoreFullException | StoreUnavailableException e) {
      throw e;
    } catch (RuntimeException e) {
      log.warn(
          "Due work of {} cannot be fetched from the store; next try in {}",
          function,
          AFTER_ERROR,
          e);
      restUntil.put(function, System.nanoTime() + AFTER_ERROR.toNanos());
      calls.in(AFTER_ERROR);
      return false;
    }
  }

  /// A function that is known to have more is served without asking; the others are asked for now and
  /// then.
  private Set<String> functions() {
    calls.takeInto(unfinished);
    Set<String> functions = new LinkedHashSet<>(unfinished);
    long wait = askAt - System.nanoTime();
    if (functions.isEmpty() || wait <= 0) {
      functions.addAll(queue.functionsWithDueWork(FUNCTIONS));
      unsettled.answered();
      askAt = System.nanoTime() + BETWEEN_QUESTIONS.toNanos();
    } else {
      calls.in(Duration.ofNanos(wait));
    }
    return functions;
  }

  private boolean fetch(String function) {
    FunctionLane lane = lanes.of(function);
    int room = lane.room(BATCH);
    Set<String> enough = lane.enough();
    int claimed = room == 0 ? 0 : claim(lane, function, room, enough);
    if (claimed < room && enough.isEmpty()) {
      lane.caughtUp();
      unfinished.remove(function);
      return false;
    }
    lane.spilled();
    unfinished.add(function);
    return claimed > 0;
  }

  private int claim(FunctionLane lane, String function, int room, Set<String> without) {
    int ticket = claims.asking();
    try {
      List<ClaimedInvocation> claimed = queue.claimDue(function, room, without);
      for (ClaimedInvocation claim : claimed) {
        lanes.add(lane, claim);
      }
      return claimed.size();
    } catch (StoreFullException e) {
      throw e; // nothing was claimed
    } catch (RuntimeException e) {
      claims.doubt();
      throw e;
    } finally {
      claims.asked(ticket);
    }
  }
}
