package dev.tripline.testkit.source;

import dev.tripline.spi.source.StreamRecord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A shard of a [MemoryStream], guarded by the stream's lock.
final class MemoryShardState {
  final String id;
  final int from;
  final int to;
  final List<String> parents;
  final List<StreamRecord> records = new ArrayList<>();
  int oldest;
  int committed;
  int acknowledged;
  boolean silent;
  int epoch;
  boolean closed;
  boolean revoked;
  boolean finished;
  @Nullable MemoryStreamSource owner;

  MemoryShardState(String id, int from, int to, List<String> parents) {
    this.id = id;
    this.from = from;
    this.to = to;
    this.parents = parents;
  }

  /// Everything that is committed, unless the shard is silent.
  int acknowledged() {
    if (!silent) {
      acknowledged = committed;
    }
    return acknowledged;
  }

  boolean takes(int slot) {
    return !closed && from <= slot && slot < to;
  }
}
