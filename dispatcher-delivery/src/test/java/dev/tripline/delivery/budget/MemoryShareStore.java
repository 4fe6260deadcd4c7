package dev.tripline.delivery.budget;

import java.util.List;
import java.util.TreeMap;

/// The parts of one resource in memory.
final class MemoryShareStore implements ShareStore {
  private final TreeMap<String, NodeShare> shares = new TreeMap<>();
  private int budget;
  private long turn;
  private boolean away;

  MemoryShareStore(int budget) {
    this.budget = budget;
  }

  /// @param resources 0 if the resource is not there
  synchronized void budget(int resources) {
    budget = resources;
  }

  /// Whether requests fail.
  synchronized void away(boolean now) {
    away = now;
  }

  @Override
  public synchronized Answer exchange(Request request) {
    if (away) {
      throw new IllegalStateException("the store does not answer");
    }
    if (budget == 0) {
      return new Answer.Unknown();
    }
    NodeShare own = shares.get(request.node());
    int keep = own == null ? 0 : Math.min(own.held(), request.keep());
    NodeShare mine = new NodeShare(request.node(), keep, true, request.wanted());
    List<NodeShare> others =
        shares.values().stream().filter(share -> !share.node().equals(request.node())).toList();
    ShareRule.Decision decision = ShareRule.decide(budget, mine, others, turn++);
    if (request.leaves()) {
      shares.remove(request.node());
    } else {
      shares.put(
          request.node(), new NodeShare(request.node(), decision.held(), true, request.wanted()));
    }
    return new Answer.Part(budget, decision);
  }

  synchronized int held() {
    return shares.values().stream().mapToInt(NodeShare::held).sum();
  }
}
