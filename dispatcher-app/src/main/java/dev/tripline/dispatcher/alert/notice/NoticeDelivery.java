package dev.tripline.dispatcher.alert.notice;

import dev.tripline.delivery.PollThread;
import dev.tripline.dispatcher.alert.notice.NoticeStore.Kept;
import dev.tripline.dispatcher.alert.notice.NoticeStore.State;
import dev.tripline.dispatcher.trigger.TriggerLease;
import dev.tripline.retry.Backoff;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends the notices that wait, on one node at a time, until their receivers have taken them or they were
/// tried too often. A notice whose receipt could not be noted is sent again, under the same id.
public final class NoticeDelivery implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(NoticeDelivery.class);
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final int AT_ONCE = 20;

  /// Tried for about three hours.
  private static final int MOST_TRIES = 25;

  private static final Backoff WAIT =
      new Backoff(Duration.ofSeconds(2), 2, Duration.ofMinutes(10), 0.2);

  private final NoticeStore store;
  private final NoticeSender sender;
  private final TriggerLease lease;
  private final InstantSource clock;
  private final PollThread thread =
      new PollThread(
          "alert notices",
          INTERVAL,
          this::runOnce,
          "Notices of alerts cannot be sent",
          "Sending notices of alerts");

  /// @param lease for this thread alone
  public NoticeDelivery(
      NoticeStore store, NoticeSender sender, TriggerLease lease, InstantSource clock) {
    this.store = store;
    this.sender = sender;
    this.lease = lease;
    this.clock = clock;
  }

  /// Sends until it is closed.
  public void start() {
    thread.start();
  }

  private boolean runOnce() {
    List<Kept> due = store.due(AT_ONCE);
    for (Kept kept : due) {
      if (!lease.hold()) {
        return false;
      }
      send(kept);
    }
    return due.size() == AT_ONCE;
  }

  private void send(Kept kept) {
    NoticeResult result = sender.send(kept.notice(), kept.channel());
    switch (result) {
      case NoticeResult.Delivered(var answer) -> store.tried(kept, State.SENT, answer, null);
      case NoticeResult.Refused(var answer) -> refused(kept, answer);
    }
  }

  private void refused(Kept kept, String answer) {
    int tries = kept.tries() + 1;
    String alert = kept.notice().alert();
    String target = kept.channel().target();
    if (tries >= MOST_TRIES) {
      store.tried(kept, State.GIVEN_UP, answer, null);
      log.error(
          "A notice of alert {} to {} is given up after {} tries: {}",
          alert,
          target,
          tries,
          answer);
      return;
    }
    Duration wait = WAIT.delay(tries, ThreadLocalRandom.current().nextDouble());
    store.tried(kept, State.WAITING, answer, clock.instant().plus(wait));
    log.warn(
        "A notice of alert {} to {} was not taken, tried again in {} s: {}",
        alert,
        target,
        wait.toSeconds(),
        answer);
  }

  @Override
  public void close() {
    thread.close();
  }
}
