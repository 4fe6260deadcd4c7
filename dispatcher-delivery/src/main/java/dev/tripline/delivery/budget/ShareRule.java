package dev.tripline.delivery.budget;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/// Divides the budget of a resource. Pure.
///
/// Every function gets the same, and what one does not want goes to the others, wherever they run; the
/// part of a function is divided in the same way among the nodes that want it. Of a rest that cannot be
/// divided, the receivers change from turn to turn, so that nobody is left out for good.
public final class ShareRule {
  private ShareRule() {}

  /// The part of one node.
  ///
  /// @param held the executions that it may run at once from now on
  /// @param target the executions that it should hold; if that is less than `held`, it gives back as
  ///     its executions end
  public record Decision(int held, int target) {}

  /// What a node holds from now on: never more than is free.
  ///
  /// @param mine the asking node: `held` is what it keeps for now
  /// @param turn raised as time goes by, the same on all nodes
  public static Decision decide(int budget, NodeShare mine, List<NodeShare> others, long turn) {
    int dead = others.stream().filter(share -> !share.living()).mapToInt(NodeShare::held).sum();
    List<NodeShare> living = new ArrayList<>();
    living.add(mine);
    others.stream().filter(NodeShare::living).forEach(living::add);
    int target = target(Math.max(0, budget - dead), living, mine.node(), turn);
    int free = budget - mine.held() - others.stream().mapToInt(NodeShare::held).sum();
    int more = Math.clamp(target - mine.held(), 0, Math.max(0, free));
    return new Decision(mine.held() + more, target);
  }

  /// The part of a node if nothing was given out yet.
  static int target(int budget, List<NodeShare> living, String node, long turn) {
    TreeSet<String> functions = new TreeSet<>();
    TreeMap<String, NodeShare> nodes = new TreeMap<>();
    for (NodeShare share : living) {
      functions.addAll(share.wanted().keySet());
      nodes.put(share.node(), share);
    }
    List<int[]> wanted =
        functions.stream()
            .map(function ->
                nodes.values().stream()
                    .mapToInt(share -> share.wanted().getOrDefault(function, 0))
                    .toArray())
            .toList();
    int[] totals =
        wanted.stream().mapToInt(of -> Arrays.stream(of).reduce(0, ShareRule::sum)).toArray();
    int[] parts = fill(budget, totals, turn);
    int place = nodes.headMap(node).size();
    int target = 0;
    for (int i = 0; i < parts.length; i++) {
      // A function that comes around every so many turns then comes to another node each time.
      target += fill(parts[i], wanted.get(i), turn / parts.length + i)[place];
    }
    return target;
  }

  /// Gives out an amount in equal parts, to nobody more than wanted.
  static int[] fill(int amount, int[] wanted, long turn) {
    int[] parts = new int[wanted.length];
    int left = amount;
    while (left > 0) {
      int[] open = open(wanted, parts);
      if (open.length == 0) {
        return parts;
      }
      int each = left / open.length;
      if (each == 0) {
        int first = (int) Math.floorMod(turn * left, (long) open.length);
        for (int i = 0; i < left; i++) {
          parts[open[(first + i) % open.length]]++;
        }
        return parts;
      }
      for (int i : open) {
        int more = Math.min(each, wanted[i] - parts[i]);
        parts[i] += more;
        left -= more;
      }
    }
    return parts;
  }

  private static int[] open(int[] wanted, int[] parts) {
    List<Integer> open = new ArrayList<>();
    for (int i = 0; i < wanted.length; i++) {
      if (parts[i] < wanted[i]) {
        open.add(i);
      }
    }
    return open.stream().mapToInt(Integer::intValue).toArray();
  }

  private static int sum(int one, int other) {
    return (int) Math.min(Integer.MAX_VALUE, (long) one + other);
  }
}
