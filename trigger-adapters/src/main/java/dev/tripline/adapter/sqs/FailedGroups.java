package dev.tripline.adapter.sqs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// The groups of a FIFO queue in which a message failed, until all that was received with it is done.
///
/// A queue hands out a group from its first message on and counts a receive for each message it hands
/// out, also for those that a function then does not get to because of the failure before them. Polls
/// that may bring such a group again therefore ask for one message: the others lose one receive by a
/// failure, however often it is repeated. Does not block; safe for many threads.
final class FailedGroups {
  /// Our notion of when a message shows again is later than the queue's by the time its answer took.
  private static final Duration MARGIN = Duration.ofMillis(500);

  private final Map<String, Group> groups = new HashMap<>();

  /// The messages of a group that are not done, and when one of them was last met.
  private static final class Group {
    private final Map<String, SqsMessage> left = new HashMap<>();
    private long met = System.nanoTime();

    private SqsMessage lastHidden() {
      List<SqsMessage> messages = new ArrayList<>(left.values());
      SqsMessage last = messages.getFirst();
      for (SqsMessage message : messages) {
        last = message.hiddenUntil() - last.hiddenUntil() > 0 ? message : last;
      }
      return last;
    }
  }

  /// It is given back to the queue because it failed, or because one before it did.
  synchronized void failed(String group, SqsMessage message) {
    Group known = groups.computeIfAbsent(group, _ -> new Group());
    known.left.put(message.id, message);
    known.met = System.nanoTime();
  }

  /// It came, perhaps again.
  synchronized void received(String group, SqsMessage message) {
    Group known = groups.get(group);
    if (known != null) {
      known.left.replace(message.id, message);
      known.met = System.nanoTime();
    }
  }

  synchronized void settled(String group, SqsMessage message) {
    Group known = groups.get(group);
    if (known != null) {
      known.left.remove(message.id);
      known.met = System.nanoTime();
      if (known.left.isEmpty()) {
        groups.remove(group);
      }
    }
  }

  synchronized boolean contains(String group) {
    return groups.containsKey(group);
  }

  /// The longest time for which a poll may ask for many messages, in whole seconds; zero if it is to ask
  /// for one.
  ///
  /// @param now by [System#nanoTime()]
  synchronized Duration pollOfMany(long now, Duration longest) {
    long most = longest.toNanos();
    for (Iterator<Group> all = groups.values().iterator(); all.hasNext(); ) {
      Group group = all.next();
      SqsMessage last = group.lastHidden();
      long hidden = last.hiddenUntil() - now;
      long visibility = last.visibility.toNanos();
      if (hidden < -visibility && now - group.met > visibility) {
        // Somebody else has them, or the queue put them aside.
        all.remove();
      } else {
        most = Math.min(most, hidden - MARGIN.toNanos());
      }
    }
    return Duration.ofSeconds(Math.max(0, most) / 1_000_000_000L);
  }
}
