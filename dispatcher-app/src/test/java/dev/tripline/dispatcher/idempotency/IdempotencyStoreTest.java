package dev.tripline.dispatcher.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.adapter.http.proxy.ProxyRequest.Header;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.store.Stores;
import dev.tripline.store.engine.StoreSettings;
import dev.tripline.testkit.server.PostgresServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Idempotency keys on both engines.
class IdempotencyStoreTest {
  private static final Duration RETENTION = Duration.ofDays(7);
  private static PostgresServer postgres;

  @TempDir Path directory;

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-31T12:00:00Z"));

  enum Engine {
    SQLITE,
    POSTGRESQL
  }

  @BeforeAll
  static void start() {
    postgres = PostgresServer.shared();
  }

  @AfterAll
  static void stop() {
    postgres.close();
  }

  private Stores open(Engine engine) {
    StoreSettings settings =
        engine == Engine.SQLITE
            ? StoreSettings.sqlite(directory.resolve("store.db"))
            : StoreSettings.postgresql(
                postgres.createDatabase("keys" + System.nanoTime()), postgres.user(), "");
    return Stores.open(settings, InstantSource.system(), Milestone.Listener.NONE);
  }

  private JdbcIdempotencyStore keys(Stores stores) {
    return new JdbcIdempotencyStore(
        stores.writer(), stores.cipher(), node(stores, 1), RETENTION, now::get);
  }

  /// Nodes with a lease of that number, of which those of the list are alive.
  private static JdbcIdempotencyStore.Nodes node(Stores stores, long own, Long... alive) {
    return new JdbcIdempotencyStore.Nodes() {
      @Override
      public long own() {
        return own;
      }

      @Override
      public boolean isAlive(long lease) {
        return List.of(alive).contains(lease) || stores.isAlive(lease);
      }
    };
  }

  private static KeyedRequest request(String scope, String fingerprint) {
    return new KeyedRequest(scope, "k", fingerprint);
  }

  private static KeptResult result(String body) {
    return new KeptResult(
        202,
        List.of(
            new Header("location", "/v1/invocations/1"),
            new Header("set-cookie", "a=1"),
            new Header("set-cookie", "b=2")),
        body.getBytes(StandardCharsets.UTF_8));
  }

  private static String body(KeptResult result) {
    return new String(result.body(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @EnumSource
  void old_keys_go_faster_than_new_ones_come(Engine engine) {
    try (Stores stores = open(engine)) {
      JdbcIdempotencyStore keys = keys(stores);
      for (int i = 0; i < 1200; i++) {
        keys.claim(request("old" + i, "f"));
      }
      now.set(now.get().plus(RETENTION).plusSeconds(1));
      for (int i = 0; i < 3; i++) {
        keys.claim(request("new" + i, "f"));
      }
      int kept =
          stores
              .writer()
              .write(sql ->
                  sql.sql("SELECT count(*) FROM idempotency_key").query(Integer.class).single());
      assertThat(kept).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void the_first_request_and_the_first_result_count(Engine engine) {
    try (Stores stores = open(engine)) {
      JdbcIdempotencyStore keys = keys(stores);
      KeyedRequest one = request("t", "one");
      assertThat(keys.claim(one)).isEqualTo(new IdempotencyStore.Claim("one", null, true));
      assertThat(keys.claim(request("t", "two")).fingerprint()).isEqualTo("one");
      assertThat(keys.claim(request("other", "two")).fingerprint()).isEqualTo("two");

      assertThat(keys.keep(one, result("first"))).isEmpty();
      assertThat(keys.keep(one, result("second")).map(IdempotencyStoreTest::body))
          .hasValue("first");
      assertThat(keys.claim(one).result())
          .satisfies(kept -> assertThat(body(kept)).isEqualTo("first"))
          .satisfies(kept -> assertThat(kept.status()).isEqualTo(202))
          .satisfies(kept -> assertThat(kept.headers()).isEqualTo(result("").headers()));
      assertThat(keys.claimAlone(one).taken()).as("nothing is left to do").isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void of_simultaneous_results_all_get_the_same(Engine engine) throws Exception {
    try (Stores stores = open(engine);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      JdbcIdempotencyStore keys = keys(stores);
      List<Callable<String>> calls = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        String mine = "result " + i;
        calls.add(() -> {
          keys.claim(request("t", "one"));
          return keys.keep(request("t", "one"), result(mine))
              .map(IdempotencyStoreTest::body)
              .orElse(mine);
        });
      }
      List<String> answers = new ArrayList<>();
      for (Future<String> answer : threads.invokeAll(calls)) {
        answers.add(answer.get());
      }
      assertThat(answers).containsOnly(answers.getFirst());
    }
  }

  @ParameterizedTest
  @EnumSource
  void of_simultaneous_requests_one_is_carried_out(Engine engine) throws Exception {
    try (Stores stores = open(engine);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<JdbcIdempotencyStore> nodes =
          List.of(
              new JdbcIdempotencyStore(
                  stores.writer(), stores.cipher(), node(stores, 7, 8L), RETENTION, now::get),
              new JdbcIdempotencyStore(
                  stores.writer(), stores.cipher(), node(stores, 8, 7L), RETENTION, now::get));
      List<Callable<Boolean>> calls = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        JdbcIdempotencyStore node = nodes.get(i % 2);
        calls.add(() -> node.claimAlone(request("t", "one")).taken());
      }
      int taken = 0;
      for (Future<Boolean> answer : threads.invokeAll(calls)) {
        taken += answer.get() ? 1 : 0;
      }
      assertThat(taken).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_request_whose_node_is_gone_is_carried_out_again(Engine engine) {
    try (Stores stores = open(engine)) {
      KeyedRequest one = request("t", "one");
      var gone =
          new JdbcIdempotencyStore(
              stores.writer(), stores.cipher(), node(stores, 10_007), RETENTION, now::get);
      assertThat(gone.claimAlone(one).taken()).isTrue();
      assertThat(gone.claimAlone(one).taken()).as("it runs").isFalse();

      var beside =
          new JdbcIdempotencyStore(
              stores.writer(), stores.cipher(), node(stores, 10_008, 10_007L), RETENTION, now::get);
      assertThat(beside.claimAlone(one).taken()).as("while its node has its lease").isFalse();
      var after =
          new JdbcIdempotencyStore(
              stores.writer(),
              stores.cipher(),
              node(stores, stores.lease().epoch()),
              RETENTION,
              now::get);
      assertThat(after.claimAlone(one).taken()).isTrue();
      assertThat(beside.claimAlone(one).taken()).as("taken by one that lives").isFalse();

      after.release(one);
      assertThat(beside.claimAlone(one).taken()).as("given up without a result").isTrue();
      assertThat(beside.keep(one, result("first"))).isEmpty();
      assertThat(after.claimAlone(one).result()).isNotNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_key_is_forgotten_after_its_time(Engine engine) {
    try (Stores stores = open(engine)) {
      JdbcIdempotencyStore keys = keys(stores);
      keys.claim(request("t", "one"));
      now.updateAndGet(at -> at.plus(RETENTION));
      assertThat(keys.claim(request("t", "two")).fingerprint()).isEqualTo("one");
      now.updateAndGet(at -> at.plus(Duration.ofMinutes(2)));
      assertThat(keys.claim(request("t", "two")).fingerprint()).isEqualTo("two");
    }
  }
}
