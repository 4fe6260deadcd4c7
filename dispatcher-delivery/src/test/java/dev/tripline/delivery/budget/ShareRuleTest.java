package dev.tripline.delivery.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShareRuleTest {

  @ParameterizedTest(name = "{0} among {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "20 | a:f=500 | a=20",
        "20 | a:f=3 | a=3",
        "20 | a:f=500 b:f=500 | a=10 b=10",
        "20 | a:f=500 b:g=500 | a=10 b=10",
        "20 | a:f=500,g=500 b:h=500,i=500 | a=10 b=10",
        "20 | a:f=500,g=500,h=500 b:i=500 | a=15 b=5",
        "20 | a:f=2 b:f=500 | a=2 b=18",
        "20 | a:f=500 b:g=4 | a=16 b=4",
        "20 | a:f=500 b: | a=20 b=0",
        "0 | a:f=500 | a=0"
      })
  void every_function_gets_the_same_and_the_rest_goes_to_those_that_want_more(
      int budget, String nodes, String expected) {
    List<NodeShare> shares = shares(nodes);
    Map<String, Integer> parts = new TreeMap<>();
    shares.forEach(
        share -> parts.put(share.node(), ShareRule.target(budget, shares, share.node(), 7)));
    assertThat(parts).hasToString("{" + expected.replace(" ", ", ") + "}");
  }

  private static List<NodeShare> shares(String text) {
    List<NodeShare> shares = new ArrayList<>();
    for (String node : text.split(" ", -1)) {
      String[] parts = node.split(":", -1);
      Map<String, Integer> wanted = new HashMap<>();
      for (String function : parts[1].isEmpty() ? new String[0] : parts[1].split(",", -1)) {
        String[] one = function.split("=", -1);
        wanted.put(one[0], Integer.parseInt(one[1]));
      }
      shares.add(new NodeShare(parts[0], 0, true, wanted));
    }
    return shares;
  }

  @Test
  void one_execution_goes_around_all_functions_on_all_nodes() {
    Map<String, Integer> all = Map.of("f", 9, "g", 9, "h", 9);
    List<NodeShare> shares =
        List.of(new NodeShare("a", 0, true, all), new NodeShare("b", 0, true, all));
    Map<String, Integer> turns = new HashMap<>();
    for (int turn = 0; turn < 60; turn++) {
      for (NodeShare share : shares) {
        turns.merge(share.node(), ShareRule.target(1, shares, share.node(), turn), Integer::sum);
      }
    }
    assertThat(turns).isEqualTo(Map.of("a", 30, "b", 30));
  }

  @Test
  void a_function_that_comes_around_every_other_turn_comes_to_both_nodes() {
    List<NodeShare> shares =
        List.of(
            new NodeShare("a", 0, true, Map.of("f", 9, "g", 9)),
            new NodeShare("b", 0, true, Map.of("f", 9)));
    int other = 0;
    for (int turn = 0; turn < 40; turn++) {
      other += ShareRule.target(1, shares, "b", turn);
    }
    assertThat(other).isEqualTo(10);
  }

  @Test
  void part_of_a_node_whose_executions_may_still_run_is_given_to_nobody() {
    NodeShare dead = new NodeShare("dead", 12, false, Map.of("f", 500));
    NodeShare mine = new NodeShare("a", 8, true, Map.of("f", 500));
    assertThat(ShareRule.decide(20, mine, List.of(dead), 0))
        .isEqualTo(new ShareRule.Decision(8, 8));
    assertThat(ShareRule.decide(20, mine, List.of(), 0)).isEqualTo(new ShareRule.Decision(20, 20));
  }

  @Test
  void smaller_budget_takes_nothing_away_that_is_in_use_and_gives_nothing_more() {
    NodeShare mine = new NodeShare("a", 20, true, Map.of("f", 500));
    assertThat(ShareRule.decide(5, mine, List.of(), 0)).isEqualTo(new ShareRule.Decision(20, 5));
  }

  @Test
  void whatever_nodes_ask_for_they_never_hold_more_than_the_budget_together() {
    Random random = new Random(20261128);
    for (int round = 0; round < 300; round++) {
      int budget = 1 + random.nextInt(30);
      Map<String, NodeShare> nodes = new TreeMap<>();
      for (int step = 0; step < 60; step++) {
        String name = "n" + random.nextInt(5);
        NodeShare before = nodes.getOrDefault(name, new NodeShare(name, 0, true, Map.of()));
        if (random.nextInt(12) == 0) {
          nodes.put(name, new NodeShare(name, before.held(), false, before.wanted()));
          continue;
        }
        int keep = before.held() == 0 ? 0 : random.nextInt(before.held() + 1);
        Map<String, Integer> wanted =
            Map.of("f" + random.nextInt(3), random.nextInt(40), "g", random.nextInt(3));
        NodeShare mine = new NodeShare(name, keep, true, wanted);
        List<NodeShare> others =
            nodes.values().stream().filter(share -> !share.node().equals(name)).toList();
        int held = ShareRule.decide(budget, mine, others, step).held();
        assertThat(held).isGreaterThanOrEqualTo(keep);
        nodes.put(name, new NodeShare(name, held, true, wanted));
        assertThat(nodes.values().stream().mapToInt(NodeShare::held).sum())
            .isLessThanOrEqualTo(budget);
      }
    }
  }
}
