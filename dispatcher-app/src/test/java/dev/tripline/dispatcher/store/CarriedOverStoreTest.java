package dev.tripline.dispatcher.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.spi.audit.AuditEntry.Target;
import dev.tripline.spi.audit.AuditLog;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.deadletter.DeadLetterClass;
import dev.tripline.spi.deadletter.DeadLetterClasses;
import dev.tripline.spi.deadletter.DeadLetterQueries.Count;
import dev.tripline.spi.deadletter.DeadLetterQueries.Filter;
import dev.tripline.spi.deadletter.DeadLetterQueries.Group;
import dev.tripline.spi.deadletter.DeadLetterQueries.GroupBy;
import dev.tripline.spi.deadletter.DeadLetterSummary;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.parking.ParkedKeys.ParkedKey;
import dev.tripline.spi.store.ClaimedInvocation;
import dev.tripline.store.Stores;
import dev.tripline.store.engine.StoreSettings;
import dev.tripline.testkit.server.PostgresServer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Stores that a dispatcher wrote when all modules had one history of their tables in common. Their
/// making is described in `stores/README.md` beside them.
class CarriedOverStoreTest {
  /// Tables whose rows are the same after the store was opened.
  private static final List<String> UNTOUCHED =
      List.of(
          "dedup_key",
          "outbox",
          "parked_key",
          "parked_record",
          "source_state",
          "shard_stream",
          "source_trigger",
          "secret",
          "trigger_ledger");

  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  @TempDir @Nullable Path directory;

  @Test
  void sqlite_store_with_one_history_is_carried_over_without_losing_a_row() throws Exception {
    Path file = Objects.requireNonNull(directory).resolve("store.db");
    String url = "jdbc:sqlite:" + file;
    load(url, "", "stores/single-history-sqlite.sql");
    carryOver(url, "", StoreSettings.sqlite(file));
  }

  @Test
  void postgresql_store_with_one_history_is_carried_over_without_losing_a_row() throws Exception {
    try (PostgresServer server = PostgresServer.shared()) {
      String url = server.createDatabase("carried");
      load(url, server.user(), "stores/single-history-postgresql.sql");
      carryOver(url, server.user(), StoreSettings.postgresql(url, server.user(), ""));
    }
  }

  private static void carryOver(String url, String user, StoreSettings settings)
      throws SQLException {
    Map<String, List<String>> before = rows(url, user);
    assertThat(before.values()).as("each table has rows to lose").noneMatch(List::isEmpty);
    try (Stores stores = open(settings)) {
      Map<String, List<String>> after = rows(url, user);
      before.forEach((table, rows) -> requireKept(rows, after.get(table), table));
      histories(stores.reader());
      registry(stores.reader());
      queue(stores);
      deadLetters(stores);
      classes(stores);
      audit(stores);
      parkedKeys(stores);
      assertThat(stores.outbox().claimDue(10))
          .extracting(claimed -> claimed.message().id())
          .contains("message-1");
    }
    try (Stores again = open(settings)) {
      histories(again.reader());
    }
  }

  /// Columns that were added since stand behind those that a row had.
  private static void requireKept(List<String> before, @Nullable List<String> after, String table) {
    assertThat(after).as(table).hasSameSizeAs(before);
    assertThat(before)
        .as(table)
        .allSatisfy(row -> assertThat(after).anyMatch(now -> now.startsWith(row)));
  }

  private static void histories(JdbcClient sql) {
    assertThat(steps(sql, "flyway_store")).startsWith("3", "4");
    assertThat(steps(sql, "flyway_dispatcher")).startsWith("22", "23");
  }

  private static List<String> steps(JdbcClient sql, String table) {
    return sql.sql("SELECT version FROM " + table + " ORDER BY installed_rank")
        .query((row, _) -> row.getString(1))
        .list();
  }

  private static void registry(JdbcClient sql) {
    String names = "SELECT name FROM registry_document WHERE document IS NOT NULL";
    assertThat(sql.sql(names).query((row, _) -> row.getString(1)).list())
        .contains("orders", "shared", "billing");
    String orders =
        sql.sql("SELECT document FROM registry_document WHERE name = 'orders'")
            .query((row, _) -> row.getString(1))
            .single();
    assertThat(orders).contains("\"live\"", "layer:shared:1");
  }

  private static void queue(Stores stores) {
    List<ClaimedInvocation> orders = stores.queue().claimDue("orders", 10, Set.of());
    assertThat(orders)
        .extracting(claim -> claim.invocation().requestId())
        .contains("request-waiting", "request-5-again");
    ClaimedInvocation waiting =
        orders.stream()
            .filter(claim -> claim.invocation().requestId().equals("request-waiting"))
            .findFirst()
            .orElseThrow();
    assertThat(waiting.invocation().payload()).asString().isEqualTo("{\"waiting\":true}");
    assertThat(waiting.invocation().function().qualifier()).isEqualTo("live");
  }

  private static void deadLetters(Stores stores) {
    assertThat(stores.deadLetterQueries().page(Filter.ALL, null, 100))
        .extracting(DeadLetterSummary::id)
        .containsExactly(letter(7), letter(4), letter(3), letter(2), letter(1));
    assertThat(count(stores)).isEqualTo(new Count(5, true));
    assertThat(stores.deadLetterQueries().groups(Filter.ALL, GroupBy.ERROR_TYPE, 10))
        .containsExactlyInAnyOrder(
            new Group("TypeError", 2), new Group("E", 1), new Group(null, 2));
    DeadLetter first = stores.deadLetterQueries().find(letter(1)).orElseThrow();
    assertThat(first.payload()).asString().isEqualTo("{\"n\":1}");
    assertThat(first.lastResponse()).asString().isEqualTo("{\"errorMessage\":\"no\"}");
    assertThat(first.attempts().getLast().errorType()).isEqualTo("TypeError");
    DeadLetterSummary summary =
        stores.deadLetterQueries().page(Filter.ALL, letter(2), 1).getFirst();
    assertThat(summary.payloadBytes()).isEqualTo(7);
    assertThat(summary.attempts()).isEqualTo(2);
    stores.deadLetters().discard(letter(3), Actor.operator("anna"), "seen");
    stores.deadLetters().redrive(letter(2), "request-2-again", Actor.operator("anna"));
    assertThat(count(stores)).isEqualTo(new Count(3, true));
  }

  /// A letter that goes before it has a class is in no count; the others get theirs once.
  private static void classes(Stores stores) {
    DeadLetterClasses classes = stores.deadLetterClasses();
    assertThat(classes.unclassified()).isEqualTo(new Count(3, true));
    assertThat(classes.page(DeadLetterClasses.Filter.ALL, null, 10).classes()).isEmpty();
    assertThat(classes.tend(FOR_EVER, FOR_EVER).classified()).isEqualTo(3);
    assertThat(classes.tend(FOR_EVER, FOR_EVER).classified()).isZero();
    assertThat(classes.unclassified()).isEqualTo(new Count(0, true));
    List<DeadLetterClass> found = classes.page(DeadLetterClasses.Filter.ALL, null, 10).classes();
    assertThat(found.stream().mapToLong(DeadLetterClass::alive).sum()).isEqualTo(3);
    String first = stores.deadLetterQueries().classOf(letter(1)).orElseThrow();
    assertThat(classes.find(first).orElseThrow().errorType()).isEqualTo("TypeError");
    assertThat(stores.deadLetterQueries().page(Filter.ofClass(first), null, 10))
        .extracting(DeadLetterSummary::id)
        .contains(letter(1));
    assertThat(classes.tend(Duration.ofDays(1), FOR_EVER).resolved()).isEqualTo(found.size());
  }

  private static Count count(Stores stores) {
    return stores.deadLetterQueries().count(Filter.ALL);
  }

  private static void audit(Stores stores) {
    AuditEntry redriven = entry(stores, 5);
    assertThat(redriven.action()).isEqualTo(AuditEntry.REDRIVE_DEAD_LETTER);
    assertThat(redriven.actor()).isEqualTo(Actor.ANONYMOUS);
    assertThat(redriven.details())
        .containsEntry("requestId", "request-5")
        .containsEntry("newRequestId", "request-5-again");
    AuditEntry discarded = entry(stores, 6);
    assertThat(discarded.action()).isEqualTo(AuditEntry.DISCARD_DEAD_LETTER);
    assertThat(discarded.reason()).isEqualTo("known bad, “ticket” 12");
    assertThat(entry(stores, 8).actor()).isEqualTo(Actor.SYSTEM);
  }

  private static AuditEntry entry(Stores stores, int letter) {
    return stores
        .audit()
        .page(AuditLog.Filter.of(Target.deadLetter(letter(letter))), null, 10)
        .getFirst()
        .entry();
  }

  private static void parkedKeys(Stores stores) {
    ParkedKey key = stores.parkedKeyQueries().find("t-1", "käse/\0key").orElseThrow();
    assertThat(key.records()).isEqualTo(2);
    assertThat(stores.parkedKeys().page("t-1", key.key(), 0, 10)).hasSize(2);
  }

  private static String letter(int number) {
    return "%08x-0000-7000-8000-000000000000".formatted(number);
  }

  private static Stores open(StoreSettings settings) {
    return Stores.open(settings, InstantSource.system(), Milestone.Listener.NONE);
  }

  private static void load(String url, String user, String resource)
      throws IOException, SQLException {
    try (InputStream script =
            CarriedOverStoreTest.class.getClassLoader().getResourceAsStream(resource);
        Connection connection = DriverManager.getConnection(url, user, "");
        Statement statement = connection.createStatement()) {
      byte[] text = Objects.requireNonNull(script, resource).readAllBytes();
      String sql = new String(text, StandardCharsets.UTF_8);
      if (url.startsWith("jdbc:sqlite:")) {
        statement.executeUpdate(sql); // only this method of the driver runs all statements
      } else {
        statement.execute(sql);
      }
    }
  }

  private static Map<String, List<String>> rows(String url, String user) throws SQLException {
    Map<String, List<String>> tables = new TreeMap<>();
    try (Connection connection = DriverManager.getConnection(url, user, "");
        Statement statement = connection.createStatement()) {
      for (String table : UNTOUCHED) {
        try (ResultSet rows = statement.executeQuery("SELECT * FROM " + table)) {
          tables.put(table, texts(rows));
        }
      }
    }
    return tables;
  }

  private static List<String> texts(ResultSet rows) throws SQLException {
    List<String> texts = new ArrayList<>();
    while (rows.next()) {
      StringBuilder text = new StringBuilder();
      for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
        byte[] bytes = rows.getBytes(i);
        text.append(bytes == null ? "-" : new String(bytes, StandardCharsets.UTF_8)).append('|');
      }
      texts.add(text.toString());
    }
    texts.sort(null);
    return texts;
  }
}
