package dev.tripline.dispatcher.fire;

import dev.tripline.testkit.proof.order.KeyedPublisher;
import dev.tripline.testkit.proof.order.OrderHistory.Death;
import dev.tripline.testkit.proof.order.OrderRules;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// A real server with one topic, stream, table or queue, and what may happen to it.
public interface FireSource extends KeyedPublisher.Sender, AutoCloseable {
  OrderRules rules();

  /// Settings of the dispatchers.
  Map<String, String> settings();

  /// The `source` of the trigger, JSON.
  String form();

  /// What the nemesis may do here.
  List<Strike> strikes();

  /// Changes its shards; called every few seconds, also while dispatchers are down. No fault.
  void reshard() throws InterruptedException;

  /// What the source itself has put aside, where giving up is its affair.
  List<Death> putAside();

  @Override
  void close();

  /// Something that happens to a source.
  ///
  /// @param fault whether records may run again because of it
  record Strike(String name, boolean fault, Act act) {
    private static final Duration PAUSE = Duration.ofSeconds(3);

    /// A server that keeps nothing over a restart stands still for a while.
    static Strike pauseOf(String name, Act pause, Act resume) {
      return new Strike(
          name,
          true,
          () -> {
            pause.run();
            LockSupport.parkNanos(PAUSE.toNanos());
            resume.run();
          });
    }
  }

  /// What is done.
  @FunctionalInterface
  interface Act {
    /// Returns when the source works again.
    void run() throws InterruptedException;
  }
}
