package dev.tripline.adapter.cdc.mariadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.adapter.cdc.ChangeSourceContract;
import dev.tripline.adapter.cdc.ChangeTable;
import dev.tripline.adapter.shards.LeaseStore;
import dev.tripline.adapter.shards.LeasedSource;
import dev.tripline.spi.source.StreamRecord;
import dev.tripline.store.Stores;
import dev.tripline.testkit.server.MariaDbServer;
import dev.tripline.testkit.source.RunningSource;
import dev.tripline.testkit.source.ShardLog;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class MariaDbSourceTest implements ChangeSourceContract {
  @TempDir static Path directory;
  private static MariaDbUnderTest server;
  private static Stores stores;

  @BeforeAll
  static void start() {
    Optional<String> missing = MariaDbServer.whyUnavailable();
    missing.ifPresent(System.out::println);
    assumeTrue(missing.isEmpty(), missing.orElse(""));
    server = new MariaDbUnderTest(MariaDbServer.start());
    stores = LeaseStore.sqlite(directory);
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      stores.close();
      server.server().close();
    }
  }

  @Override
  public ChangeTable table(boolean snapshot) {
    return new ChangeTable(server, stores, snapshot);
  }

  @Override
  public Mortal mortal() {
    MariaDbServer mortal = MariaDbServer.start();
    return new Mortal() {
      @Override
      public ChangeTable table() {
        return new ChangeTable(new MariaDbUnderTest(mortal), stores, false);
      }

      @Override
      public void crash() {
        mortal.crash();
      }

      @Override
      public void close() {
        mortal.close();
      }
    };
  }

  @Test
  void image_before_is_complete() throws Exception {
    try (ChangeTable table = stream()) {
      table.execute("INSERT INTO messages VALUES ('a', 'one')", "UPDATE messages SET body = 'two'");
      ShardLog log = new ShardLog(ShardLog.Acts::commit);
      try (LeasedSource source = table.open(ChangeTable.ALL);
          RunningSource _ = RunningSource.start(source, log)) {
        log.await("all are read", () -> log.entries().size() >= 2);
        JsonNode change = ChangeSourceContract.json(source, log, 1).path("change");
        assertThat(change.path("before").path("body").asString()).isEqualTo("one");
      }
    }
  }

  @Test
  void table_that_was_altered_while_nobody_read_has_its_columns() throws Exception {
    try (ChangeTable table = stream()) {
      table.publish(ChangeSourceContract.numbered(0, 3));
      ChangeSourceContract.read(table.open(), 3);
      table.publish(ChangeSourceContract.numbered(3, 4));
      table.execute(
          "ALTER TABLE messages ADD COLUMN more varchar(20) FIRST",
          "INSERT INTO messages VALUES ('m', 'b', 'c')");
      ShardLog log = new ShardLog(ShardLog.Acts::commit);
      try (LeasedSource source = table.open();
          RunningSource _ = RunningSource.start(source, log)) {
        log.await("all are read", () -> log.entries().size() >= 2);
        assertThat(after(source, log, 0)).isEqualTo("{\"id\":\"key-3\",\"body\":\"3\"}");
        assertThat(after(source, log, 1)).isEqualTo("{\"more\":\"m\",\"id\":\"b\",\"body\":\"c\"}");
      }
    }
  }

  @Test
  void both_changes_of_a_changed_key_have_numbers_of_their_own_in_each_reading() throws Exception {
    try (ChangeTable table = stream()) {
      table.execute(
          "INSERT INTO messages VALUES ('a', '1'), ('b', '2')",
          "UPDATE messages SET id = concat('new-', id)",
          "DELETE FROM messages");
      AtomicBoolean committed = new AtomicBoolean();
      ShardLog first =
          new ShardLog((shard, records) -> {
            for (StreamRecord record : records) {
              if (table.key("a").equals(record.key()) && !committed.getAndSet(true)) {
                shard.commit(record);
              }
            }
          });
      try (RunningSource _ = RunningSource.start(table.open(ChangeTable.ALL), first)) {
        first.await("all are read", () -> first.entries().size() >= 8);
      }
      List<BigInteger> numbers = numbers(first);
      assertThat(numbers).isSorted().doesNotHaveDuplicates();
      for (int settled = 1; settled <= 7; settled += 2) {
        int one = settled;
        int before = Math.max(1, one - 1);
        ShardLog again =
            new ShardLog((shard, records) -> {
              for (StreamRecord record : records) {
                if (new BigInteger(record.id()).equals(numbers.get(one))) {
                  shard.commit(record);
                }
              }
            });
        try (RunningSource _ = RunningSource.start(table.open(ChangeTable.ALL), again)) {
          again.await("the rest is read", () -> again.entries().size() >= 8 - before);
        }
        assertThat(numbers(again)).isEqualTo(numbers.subList(before, 8));
      }
    }
  }

  private static List<BigInteger> numbers(ShardLog log) {
    return log.records().stream().map(record -> new BigInteger(record.id())).toList();
  }

  /// Type, value in SQL, and its JSON in a record.
  private static final String[][] VALUES = {
    {"tinyint", "-128", "-128"},
    {"tinyint unsigned", "255", "255"},
    {"boolean", "true", "1"},
    {"smallint", "-32768", "-32768"},
    {"smallint unsigned", "65535", "65535"},
    {"mediumint", "-8388608", "-8388608"},
    {"mediumint unsigned", "16777215", "16777215"},
    {"int", "-2147483648", "-2147483648"},
    {"int unsigned", "4294967295", "4294967295"},
    {"bigint", "-9223372036854775808", "-9223372036854775808"},
    {"bigint unsigned", "18446744073709551615", "18446744073709551615"},
    {"bigint unsigned", "7", "7"},
    {
      "decimal(38,10)",
      "'-1234567890123456789012345678.0000000001'",
      "\"-1234567890123456789012345678.0000000001\""
    },
    {"float", "1.5", "1.5"},
    {"double", "-2.5e200", "-2.5E200"},
    {"year", "0", "0"},
    {"year", "1901", "1901"},
    {"year", "2155", "2155"},
    {"date", "'2026-01-02'", "\"2026-01-02\""},
    {"date", "'0099-12-31'", "\"0099-12-31\""},
    {"date", "'9999-12-31'", "\"9999-12-31\""},
    {"time", "'-10:11:12'", "\"-10:11:12\""},
    {"time", "'25:00:00'", "\"25:00:00\""},
    {"time", "'838:59:59'", "\"838:59:59\""},
    {"time", "'-838:59:59'", "\"-838:59:59\""},
    {"time(6)", "'-00:00:00.000001'", "\"-00:00:00.000001\""},
    {"time(2)", "'10:11:12.5'", "\"10:11:12.5\""},
    {"datetime", "'2026-01-02 10:11:12'", "\"2026-01-02T10:11:12\""},
    {"datetime(6)", "'2026-01-02 10:11:12.123456'", "\"2026-01-02T10:11:12.123456\""},
    {"datetime(3)", "'1969-12-31 23:59:59.999'", "\"1969-12-31T23:59:59.999\""},
    {"timestamp(6) null", "from_unixtime(0.25)", "\"1970-01-01T00:00:00.25Z\""},
    {"timestamp(6) null", "from_unixtime(7)", "\"1970-01-01T00:00:07Z\""},
    {"char(5)", "'ä'", "\"ä\""},
    {"varchar(20) character set latin1", "'ü'", "\"ü\""},
    {"text", "'line'", "\"line\""},
    {"binary(3)", "x'00ff01'", "\"AP8B\""},
    {"varbinary(9)", "x'ff'", "\"/w==\""},
    {"bit(1)", "b'1'", "true"},
    {"bit(10)", "b'1000000001'", "\"AQI=\""},
    {"blob", "x'80'", "\"gA==\""},
    {"enum('a','b')", "'b'", "\"b\""},
    {"set('x','y','z')", "'x,z'", "\"x,z\""},
    {"int default 5", "NULL", "null"},
    {"date default '2020-01-01'", "NULL", "null"},
  };

  @Test
  void values_of_all_types_are_those_of_the_server() throws Exception {
    values(false);
  }

  @Test
  void values_in_a_snapshot_are_those_of_the_server() throws Exception {
    values(true);
  }

  private void values(boolean snapshot) throws Exception {
    try (ChangeTable table = snapshot ? table(true) : stream()) {
      StringBuilder columns = new StringBuilder("CREATE TABLE mess_types (id int PRIMARY KEY");
      StringBuilder row = new StringBuilder("INSERT INTO mess_types VALUES (1");
      for (int i = 0; i < VALUES.length; i++) {
        columns.append(", c%d %s".formatted(i, VALUES[i][0]));
        row.append(", ").append(VALUES[i][1]);
      }
      table.execute(columns + ")", row + ")");
      ShardLog log = new ShardLog(ShardLog.Acts::commit);
      try (LeasedSource source = table.open();
          RunningSource _ = RunningSource.start(source, log)) {
        log.await("it is read", () -> !log.entries().isEmpty());
        JsonNode after = ChangeSourceContract.json(source, log, 0).path("change").path("after");
        SoftAssertions all = new SoftAssertions();
        for (int i = 0; i < VALUES.length; i++) {
          all.assertThat(after.get("c" + i).toString())
              .as("%s %s", VALUES[i][0], VALUES[i][1])
              .isEqualTo(VALUES[i][2]);
        }
        all.assertAll();
      }
    }
  }

  private static String after(LeasedSource source, ShardLog log, int record) {
    return ChangeSourceContract.json(source, log, record).path("change").path("after").toString();
  }
}
