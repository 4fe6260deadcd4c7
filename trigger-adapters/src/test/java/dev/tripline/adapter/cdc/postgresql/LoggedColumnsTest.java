package dev.tripline.adapter.cdc.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.adapter.cdc.ChangeSourceContract;
import dev.tripline.adapter.cdc.ChangeTable;
import dev.tripline.adapter.shards.LeaseStore;
import dev.tripline.adapter.shards.LeasedSource;
import dev.tripline.spi.source.StreamRecord;
import dev.tripline.store.Stores;
import dev.tripline.testkit.server.PostgresServer;
import dev.tripline.testkit.source.RunningSource;
import dev.tripline.testkit.source.ShardLog;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The columns of images are those that the log has values of.
class LoggedColumnsTest {
  private static final String TABLE =
      "CREATE TABLE mess_rows (id int PRIMARY KEY, code text NOT NULL UNIQUE,"
          + " amount int NOT NULL DEFAULT 7, note text)";

  @TempDir static Path directory;
  private static PostgresUnderTest server;
  private static Stores stores;

  @BeforeAll
  static void start() {
    Optional<String> missing = PostgresServer.Version.wanted().whyUnavailable();
    missing.ifPresent(System.out::println);
    assumeTrue(missing.isEmpty(), missing.orElse(""));
    server = new PostgresUnderTest(PostgresServer.startLogical(Map.of()));
    stores = LeaseStore.sqlite(directory);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      stores.close();
      server.server().close();
    }
  }

  /// @param key of the record, which orders it
  private record Change(String name, JsonNode key, JsonNode before, JsonNode after, String order) {
    @Override
    public String toString() {
      return "%s %s %s -> %s".formatted(name, key, before, after);
    }
  }

  private static List<Change> changes(String table, int count, String... statements)
      throws Exception {
    try (ChangeTable tables = new ChangeTable(server, stores, false)) {
      tables.execute(table);
      tables.placed();
      tables.execute(statements);
      ShardLog log = new ShardLog(ShardLog.Acts::commit);
      try (LeasedSource source = tables.open();
          RunningSource _ = RunningSource.start(source, log)) {
        log.await("all are read", () -> log.entries().size() >= count);
        List<Change> changes = new ArrayList<>();
        List<StreamRecord> records = log.records();
        for (int i = 0; i < records.size(); i++) {
          JsonNode record = ChangeSourceContract.json(source, log, i);
          JsonNode change = record.path("change");
          changes.add(
              new Change(
                  record.path("eventName").asString(),
                  change.path("key"),
                  change.path("before"),
                  change.path("after"),
                  String.valueOf(records.get(i).key())));
        }
        return changes;
      }
    }
  }

  private static List<String> texts(List<Change> changes) {
    return changes.stream().map(Change::toString).toList();
  }

  @Test
  void image_before_of_a_row_with_a_primary_key_has_that_alone() throws Exception {
    List<Change> changes =
        changes(
            TABLE,
            5,
            "INSERT INTO mess_rows VALUES (1, 'a', 5, 'x')",
            "UPDATE mess_rows SET amount = 6",
            "UPDATE mess_rows SET id = 2",
            "DELETE FROM mess_rows");
    assertThat(texts(changes))
        .containsExactly(
            "INSERT {\"id\":1} null -> {\"id\":1,\"code\":\"a\",\"amount\":5,\"note\":\"x\"}",
            "UPDATE {\"id\":1} null -> {\"id\":1,\"code\":\"a\",\"amount\":6,\"note\":\"x\"}",
            "DELETE {\"id\":1} {\"id\":1} -> null",
            "INSERT {\"id\":2} null -> {\"id\":2,\"code\":\"a\",\"amount\":6,\"note\":\"x\"}",
            "DELETE {\"id\":2} {\"id\":2} -> null");
  }

  @Test
  void image_before_has_all_where_the_table_logs_it_with_its_nulls() throws Exception {
    List<Change> changes =
        changes(
            TABLE,
            3,
            "ALTER TABLE mess_rows REPLICA IDENTITY FULL",
            "INSERT INTO mess_rows VALUES (1, 'a', 0, NULL)",
            "UPDATE mess_rows SET amount = 6",
            "DELETE FROM mess_rows");
    assertThat(texts(changes).subList(1, 3))
        .containsExactly(
            "UPDATE {\"id\":1} {\"id\":1,\"code\":\"a\",\"amount\":0,\"note\":null}"
                + " -> {\"id\":1,\"code\":\"a\",\"amount\":6,\"note\":null}",
            "DELETE {\"id\":1} {\"id\":1,\"code\":\"a\",\"amount\":6,\"note\":null} -> null");
  }

  @Test
  void rows_identified_by_an_index_have_its_columns_as_their_key() throws Exception {
    List<Change> changes =
        changes(
            TABLE + "; ALTER TABLE mess_rows REPLICA IDENTITY USING INDEX mess_rows_code_key",
            5,
            "INSERT INTO mess_rows VALUES (1, 'a', 5, 'x')",
            "UPDATE mess_rows SET id = 2",
            "UPDATE mess_rows SET code = 'b'",
            "DELETE FROM mess_rows");
    assertThat(texts(changes))
        .containsExactly(
            "INSERT {\"code\":\"a\"} null -> {\"id\":1,\"code\":\"a\",\"amount\":5,\"note\":\"x\"}",
            "UPDATE {\"code\":\"a\"} null -> {\"id\":2,\"code\":\"a\",\"amount\":5,\"note\":\"x\"}",
            "DELETE {\"code\":\"a\"} {\"code\":\"a\"} -> null",
            "INSERT {\"code\":\"b\"} null -> {\"id\":2,\"code\":\"b\",\"amount\":5,\"note\":\"x\"}",
            "DELETE {\"code\":\"b\"} {\"code\":\"b\"} -> null");
    assertThat(changes)
        .extracting(Change::order)
        .containsOnly("public.mess_rows{\"code\":\"a\"}", "public.mess_rows{\"code\":\"b\"}");
  }

  @Test
  void images_are_those_of_the_identity_at_the_time_of_a_change() throws Exception {
    List<Change> changes =
        changes(
            TABLE,
            6,
            "INSERT INTO mess_rows VALUES (1, 'a', 5, 'x'), (2, 'b', 5, 'x'), (3, 'c', 5, 'x')",
            "DELETE FROM mess_rows WHERE id = 1",
            "ALTER TABLE mess_rows REPLICA IDENTITY FULL",
            "DELETE FROM mess_rows WHERE id = 2",
            "ALTER TABLE mess_rows REPLICA IDENTITY DEFAULT",
            "DELETE FROM mess_rows WHERE id = 3");
    assertThat(changes.subList(3, 6))
        .extracting(change -> change.before().toString())
        .containsExactly(
            "{\"id\":1}", "{\"id\":2,\"code\":\"b\",\"amount\":5,\"note\":\"x\"}", "{\"id\":3}");
  }

  @Test
  void large_values_that_a_change_did_not_touch_are_left_out() throws Exception {
    String large = "(SELECT string_agg(md5(n::text), '') FROM generate_series(1, 2000) n)";
    String[][] columns = {
      {"text NOT NULL", large},
      {"bytea", "decode(" + large + ", 'hex')"},
      {"jsonb", "to_jsonb(" + large + ")"},
      {"text[]", "ARRAY[" + large + "]"},
      {"int[]", "(SELECT array_agg(n * 7919) FROM generate_series(1, 9000) n)"},
      {"numeric[] NOT NULL", "(SELECT array_agg(n * 7919.5) FROM generate_series(1, 9000) n)"},
      {"numeric", "repeat('1234567890', 2000)::numeric"},
      {"uuid[]", "(SELECT array_agg(gen_random_uuid()) FROM generate_series(1, 900))"},
    };
    StringBuilder table = new StringBuilder("CREATE TABLE mess_large (id int PRIMARY KEY, n int");
    StringBuilder storage = new StringBuilder();
    StringBuilder row = new StringBuilder("INSERT INTO mess_large VALUES (1, 0");
    for (int i = 0; i < columns.length; i++) {
      table.append(", c").append(i).append(' ').append(columns[i][0]);
      storage.append("; ALTER TABLE mess_large ALTER c%d SET STORAGE EXTERNAL".formatted(i));
      row.append(", ").append(columns[i][1]);
    }
    List<Change> changes =
        changes(
            table + ", word text)" + storage,
            6,
            row + ", '__debezium_unavailable_value')",
            "UPDATE mess_large SET n = 1",
            "UPDATE mess_large SET n = 2, c0 = 'short', c6 = NULL",
            "UPDATE mess_large SET id = 2",
            "ALTER TABLE mess_large REPLICA IDENTITY FULL",
            "UPDATE mess_large SET n = 3");
    String word = "\"word\":\"__debezium_unavailable_value\"}";
    assertThat(changes.get(0).after().size()).isEqualTo(columns.length + 3);
    assertThat(changes.get(0).after()).noneMatch(JsonNode::isNull);
    assertThat(changes.get(1).after().toString()).isEqualTo("{\"id\":1,\"n\":1," + word);
    assertThat(changes.get(2).after().toString())
        .isEqualTo("{\"id\":1,\"n\":2,\"c0\":\"short\",\"c6\":null," + word);
    assertThat(changes.get(3).toString()).isEqualTo("DELETE {\"id\":1} {\"id\":1} -> null");
    assertThat(changes.get(4).after().toString())
        .isEqualTo("{\"id\":2,\"n\":2,\"c0\":\"short\",\"c6\":null," + word);
    assertThat(changes.get(5).after().path("c1")).isEqualTo(changes.get(0).after().path("c1"));
    assertThat(changes.get(5).before().path("c1")).isEqualTo(changes.get(0).after().path("c1"));
  }
}
