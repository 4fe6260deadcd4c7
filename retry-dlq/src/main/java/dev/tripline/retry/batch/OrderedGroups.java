package dev.tripline.retry.batch;

import dev.tripline.spi.source.Delivery;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The rule of ordered queues (SQS FIFO): after the first failed message of a group, all later ones of
/// that group in the batch count as failed, whatever the function said, so that none is settled before
/// it. Pure.
public final class OrderedGroups {
  private OrderedGroups() {}

  /// @param batch in its order
  /// @param failed the ids of the messages that failed
  /// @return those, and the ones that must come again behind them, in the batch's order
  public static Set<String> failed(List<Delivery> batch, Collection<String> failed) {
    Set<String> broken = new HashSet<>();
    Set<String> all = new LinkedHashSet<>();
    for (Delivery delivery : batch) {
      String group = delivery.group();
      if (failed.contains(delivery.id()) || (group != null && broken.contains(group))) {
        all.add(delivery.id());
        if (group != null) {
          broken.add(group);
        }
      }
    }
    return all;
  }
}
