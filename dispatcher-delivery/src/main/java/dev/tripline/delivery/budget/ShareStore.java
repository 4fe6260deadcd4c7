package dev.tripline.delivery.budget;

import java.time.Duration;
import java.util.Map;

/// The parts of all nodes in the budgets of all resources. Blocking and durable; safe for many threads.
///
/// The sum of what nodes hold of a resource is never raised above its budget. What a node holds is free
/// again when it says so, or when its lease has ended, by the store's clock, and the longest execution
/// that it announced would have ended too.
public interface ShareStore {

  /// Tells what the node keeps and wants, and asks for its part.
  ///
  /// @throws RuntimeException if it is not known what became of it
  Answer exchange(Request request);

  /// The node's part of a resource and its wants.
  ///
  /// @param node its run
  /// @param number raised with each request of the run: an older one that arrives late is void
  /// @param keep what it holds for sure; what it held beyond is given back
  /// @param lease the time for which it will start executions without asking again
  /// @param longest no execution of the node against the resource runs for longer than this
  /// @param wanted by function
  record Request(
      String resource,
      String node,
      long number,
      int keep,
      Duration lease,
      Duration longest,
      Map<String, Integer> wanted) {

    /// Whether the node is done with the resource: its part is forgotten.
    public boolean leaves() {
      return keep == 0 && wanted.isEmpty();
    }
  }

  sealed interface Answer {
    /// @param budget of the resource
    record Part(int budget, ShareRule.Decision decision) implements Answer {}

    /// There is no such resource: nothing may run against it.
    record Unknown() implements Answer {}
  }
}
