package dev.tripline.adapter.rabbitmq;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/// The delivery tags of one channel that were taken and are not settled yet, so that many of them can be
/// acknowledged at once. For one thread.
final class OpenTags {
  private final TreeSet<Long> open = new TreeSet<>();

  /// The acknowledgements to send.
  ///
  /// @param upTo this tag and every lower one; 0 if nothing is
  /// @param single tags above, between which others are still open
  record Acknowledgement(long upTo, List<Long> single) {}

  /// Tags must be taken in the order in which the channel brought them.
  void take(long tag) {
    open.add(tag);
  }

  /// These are settled.
  Acknowledgement settle(List<Long> tags) {
    tags.forEach(open::remove);
    long limit = open.isEmpty() ? Long.MAX_VALUE : open.first();
    long upTo = 0;
    List<Long> single = new ArrayList<>();
    for (long tag : tags) {
      if (tag < limit) {
        upTo = Math.max(upTo, tag);
      } else {
        single.add(tag);
      }
    }
    return new Acknowledgement(upTo, single);
  }
}
