package dev.tripline.store.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.store.AllStoreContracts;
import dev.tripline.store.PostgresNodes;
import dev.tripline.testkit.store.StoreUnderTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Carries every statement of the stores out, by their contracts, on tables in a state that misleads the
/// planner, and looks at the plans that it made.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StatementPlans implements AllStoreContracts {
  static final List<String> TABLES =
      List.of(
          "invocation",
          "outbox",
          "dedup_key",
          "dead_letter",
          "dead_letter_count",
          "dead_letter_class",
          "dead_letter_class_count",
          "redrive_run",
          "redrive_letter",
          "audit",
          "trigger_status",
          "source_state",
          "shard",
          "shard_reader",
          "shard_stream",
          "parked_key",
          "parked_record",
          "parked_mark",
          "parked_reader",
          "blob");

  @TempDir static Path logs;

  private ServerWithLog server;
  private PostgresNodes nodes;
  private StoreUnderTest store;

  @BeforeAll
  void startServer() throws IOException {
    server = ServerWithLog.start(logs);
    nodes = new PostgresNodes(server.jdbcUrl(), "postgres", "");
    nodes.openAsItIs(); // makes the tables
    nodes.close();
    mislead(server);
  }

  /// Fills the tables with statistics that are wrong.
  abstract void mislead(ServerWithLog on);

  /// Empties the tables in a way that keeps those statistics.
  abstract void empty(ServerWithLog on);

  @AfterAll
  void stopServer() {
    nodes.close();
    server.close();
  }

  @BeforeEach
  void open() {
    empty(server);
    store = nodes.openAsItIs();
    server.plans();
  }

  @AfterEach
  void look() {
    nodes.endOfTest();
    List<JsonNode> plans = server.plans();
    assertThat(plans.stream().flatMap(plan -> PlanRules.violations(plan).stream()).distinct())
        .as("scans without a condition on an index")
        .isEmpty();
  }

  @Override
  public StoreUnderTest store() {
    return store;
  }
}
