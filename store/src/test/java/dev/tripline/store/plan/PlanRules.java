package dev.tripline.store.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The demand on every plan of the store: rows are found by a condition on an index. A scan without one
/// walks the whole table, and everything that an old snapshot keeps in it.
final class PlanRules {
  /// Tables that stay small whatever happens: a row a node, a row a trigger and node, a row a run of
  /// redrives, or a row a key of payloads.
  private static final Set<String> SMALL =
      Set.of("node_lease", "trigger_status", "redrive_run", "payload_key", "flyway_store");

  /// Tables that operators have summed up: the counts of dead letters by sort, and the parked keys.
  private static final Set<String> SUMMED = Set.of("dead_letter_count", "parked_key");

  /// A statement of the tests themselves.
  private static final String TIME_FLIES = "UPDATE shard SET leased_until = 0";

  private static final Set<String> SCANS =
      Set.of("Seq Scan", "Index Scan", "Index Only Scan", "Bitmap Index Scan");

  private PlanRules() {}

  /// Scans that break the rule, with their statements.
  static List<String> violations(JsonNode plan) {
    List<String> found = new ArrayList<>();
    String statement = plan.required("Query Text").asString();
    if (!statement.equals(TIME_FLIES)) {
      look(plan.required("Plan"), "", Set.of(), found);
    }
    return found.stream().map(scan -> scan + ": " + statement).toList();
  }

  /// @param above the types of node between this one and the result
  private static void look(JsonNode node, String table, Set<String> above, List<String> found) {
    String type = node.required("Node Type").asString();
    String relation = node.path("Relation Name").asString(table);
    if (SCANS.contains(type)
        && node.path("Index Cond").isMissingNode()
        && !isSmall(relation)
        && !(SUMMED.contains(relation) && above.contains("Aggregate"))
        && !(above.contains("page") && type.startsWith("Index"))) {
      found.add(type + " on " + relation + " without a condition");
    }
    Set<String> below = new HashSet<>(above);
    below.add(type);
    // A page in the order of an index ends with its last row.
    if (type.equals("Limit")) {
      below.add("page");
    } else if (!type.equals("LockRows")) {
      below.remove("page");
    }
    for (JsonNode child : node.path("Plans")) {
      look(child, relation, below, found);
    }
  }

  private static boolean isSmall(String table) {
    return SMALL.contains(table) || table.startsWith("pg_");
  }
}
