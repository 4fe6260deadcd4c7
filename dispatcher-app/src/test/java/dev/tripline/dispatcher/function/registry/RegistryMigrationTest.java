package dev.tripline.dispatcher.function.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.function.async.AsyncOverrides;
import dev.tripline.retry.RetryRules;
import dev.tripline.store.engine.SqlWork;
import dev.tripline.store.engine.StoreWriter;
import dev.tripline.testkit.server.PostgresServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/// Functions in the tables from before endpoints were a part of the registry.
class RegistryMigrationTest {
  private static final String PACKAGED =
      """
      {"name":"NAME","latest":{"number":"$LATEST","description":"a \\u0000 in it","settings":{
      "role":"r","runtime":"python3.12","handler":"h","timeoutSeconds":3,"memoryMb":128,
      "ephemeralStorageMb":512,"environment":{},"architectures":["x86_64"],"layers":[],
      "deadLetterTarget":"arn:aws:sqs:us-east-1:000000000000:old",
      "logging":{"json":false,"applicationLevel":null,"systemLevel":null}},
      "code":{"sha256":"00","size":1},
      "status":{"state":"ACTIVE","update":"SUCCESSFUL","reason":null},"revisionId":"r",
      "lastModified":"2026-01-01T00:00:00Z","key":"k"},"serving":null,"published":[],
      "nextVersion":1,"aliases":{},"reservedConcurrency":7,"tags":{"a":"b"},"eventInvoke":{},
      "policies":{},"recursionAllowed":false}\
      """;

  @TempDir Path directory;

  @Test
  void endpoints_and_settings_are_carried_over_on_sqlite() {
    check("sqlite", new DriverManagerDataSource("jdbc:sqlite:" + directory.resolve("old.db")));
  }

  @Test
  void endpoints_and_settings_are_carried_over_on_postgresql() {
    try (PostgresServer postgres = PostgresServer.shared()) {
      String url = postgres.createDatabase("old");
      check("postgresql", new DriverManagerDataSource(url, postgres.user(), ""));
    }
  }

  private static void check(String engine, DriverManagerDataSource database) {
    run(engine, database, "V10__functions.sql", "V11__functions_of_v1.sql");
    JdbcClient sql = JdbcClient.create(database);
    entry(sql, "function", "plain", 1, PACKAGED.replace("NAME", "plain"));
    entry(sql, "function", "tuned", 2, PACKAGED.replace("NAME", "tuned"));
    entry(sql, "function", "again", 3, null);
    entry(sql, "function", "gone", 4, null);
    entry(sql, "layer", "l", 5, "{\"name\":\"l\",\"nextVersion\":3,\"versions\":[]}");
    sql.sql("UPDATE registry_change SET number = 5").update();
    String retry = "\"retry\":{\"maxRetries\":9,\"byErrorType\":{\"X\":{\"maxRetries\":1}}}";
    registered(
        sql,
        "tuned",
        "{\"name\":\"tuned\",%s,\"destinations\":{\"onFailure\":\"amqp://a//b\"}}"
            .formatted(retry));
    registered(sql, "again", "{\"name\":\"again\",\"url\":\"https://x/\",%s}".formatted(retry));
    registered(sql, "hook", "{\"name\":\"hook\",\"url\":\"https://y/\",\"headers\":{\"A\":\"b\"}}");
    registered(sql, "gone", "{\"name\":\"gone\",%s}".formatted(retry));

    run(engine, database, "V23__one_registry_of_functions.sql");

    Registry registry = new Registry(new JdbcRegistryStore(sql, new Direct(sql)));
    registry.refresh();
    assertThat(registry.all())
        .extracting(RegisteredFunction::name)
        .containsExactlyInAnyOrder("plain", "tuned", "again", "hook");
    assertThat(Objects.requireNonNull(registry.function("plain")).asyncOverrides()).isNull();
    PackageFunction tuned = Objects.requireNonNull(registry.function("tuned"));
    assertThat(tuned.reservedConcurrency()).isEqualTo(7);
    assertThat(tuned.latest().description()).isEqualTo("a \0 in it");
    AsyncOverrides overrides = Objects.requireNonNull(tuned.asyncOverrides());
    assertThat(overrides.over(RetryRules.AWS).rules().maxRetries()).isEqualTo(9);
    assertThat(overrides.over(RetryRules.AWS).rules().ruleFor("X").maxRetries()).isEqualTo(1);
    assertThat(overrides.over(RetryRules.AWS).onFailure()).isEqualTo("amqp://a//b");
    assertThat(registry.find("hook")).isInstanceOf(Endpoint.class);
    Endpoint again = (Endpoint) Objects.requireNonNull(registry.find("again"));
    assertThat(again.url()).isEqualTo("https://x/");
    assertThat(again.asyncSettings(null, RetryRules.AWS).rules().maxRetries()).isEqualTo(9);
    assertThat(registry.layer("l").orElseThrow().nextVersion()).isEqualTo(3);
    assertThat(registry.create(again)).isFalse();
    assertThat(registry.replace(again, null)).isTrue();
    assertThat(registry.create(again)).isTrue();
  }

  private static void run(String engine, DriverManagerDataSource database, String... scripts) {
    for (String script : List.of(scripts)) {
      new ResourceDatabasePopulator(
              new ClassPathResource("db/migration/dispatcher/" + engine + "/" + script))
          .execute(database);
    }
  }

  private static void entry(
      JdbcClient sql, String kind, String name, long change, @Nullable String document) {
    sql.sql("INSERT INTO registry_entry (kind, name, change_number, document) VALUES (?, ?, ?, ?)")
        .param(kind)
        .param(name)
        .param(change)
        .param(document)
        .update();
  }

  private static void registered(JdbcClient sql, String name, String document) {
    sql.sql("INSERT INTO v1_function (name, document) VALUES (?, ?)")
        .params(name, document)
        .update();
  }

  private record Direct(JdbcClient sql) implements StoreWriter {
    @Override
    public <T extends @Nullable Object> T write(SqlWork<T> work) {
      return work.run(sql);
    }
  }
}
