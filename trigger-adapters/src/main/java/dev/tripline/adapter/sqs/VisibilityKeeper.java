package dev.tripline.adapter.sqs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps messages hidden for as long as they are held here, so that a function may take longer than the
/// queue's visibility timeout: whatever has used up half of it is given the whole of it again. On a
/// thread of its own; the other methods do not block and are safe for many threads.
final class VisibilityKeeper implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(VisibilityKeeper.class);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final SqsCalls calls;
  private final SqsQueueArn queue;
  private final Set<SqsMessage> held = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile Duration pause = Duration.ofMillis(250);

  /// @param url of the queue
  VisibilityKeeper(SqsCalls calls, SqsQueueArn queue, String url) {
    this.calls = calls;
    this.queue = queue;
    this.thread = Thread.ofVirtual().name("visibility of " + queue.queue()).start(() -> run(url));
  }

  void hold(SqsMessage message) {
    Duration eighth = message.visibility.dividedBy(8);
    pause = eighth.compareTo(LONGEST_PAUSE) < 0 ? eighth : LONGEST_PAUSE;
    held.add(message);
  }

  /// It shows again in its time, unless it is deleted.
  void release(SqsMessage message) {
    held.remove(message);
  }

  private void run(String url) {
    try {
      while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        for (Map.Entry<Duration, List<SqsMessage>> some : due(System.nanoTime()).entrySet()) {
          extend(url, some.getKey(), some.getValue());
        }
      }
    } catch (InterruptedException _) {
      log.debug("Messages of {} are no longer kept hidden; what is open comes again", queue.text());
    }
  }

  private Map<Duration, List<SqsMessage>> due(long now) {
    Map<Duration, List<SqsMessage>> due = new TreeMap<>();
    for (SqsMessage message : held) {
      long left = message.hiddenUntil() - now;
      if (left < message.visibility.toNanos() / 2) {
        due.computeIfAbsent(message.visibility, _ -> new ArrayList<>()).add(message);
      }
    }
    return due;
  }

  private void extend(String url, Duration visibility, List<SqsMessage> messages)
      throws InterruptedException {
    long now = System.nanoTime();
    SqsCalls.Rest rest = calls.hide(url, messages, visibility);
    Set<SqsMessage> not = ConcurrentHashMap.newKeySet();
    not.addAll(rest.refused());
    not.addAll(rest.failed());
    for (SqsMessage message : messages) {
      if (!not.contains(message)) {
        message.hideUntil(now + visibility.toNanos());
      }
    }
    for (SqsMessage message : rest.refused()) {
      if (held.remove(message)) {
        message.lose();
        log.warn(
            "Message {} of {} cannot be kept hidden any longer; it comes again, and is not"
                + " processed again if it succeeds now",
            message.id,
            queue.text());
      }
    }
  }

  @Override
  public void close() {
    closed.countDown();
    thread.interrupt();
  }
}
