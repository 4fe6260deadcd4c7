package dev.tripline.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.store.ClaimedInvocation;
import dev.tripline.spi.store.Enqueued;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.spi.store.StoreFullException;
import dev.tripline.store.engine.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DuplicateKeyException;

/// Shared commits on SQLite: they are shared, one caller's failure is its own, and a full disk refuses
/// new work only.
class SqliteWriterTest {
  @TempDir Path directory;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private Stores stores;

  @BeforeEach
  void open() {
    stores = open(StoreSettings.sqlite(directory.resolve("store.db")));
    stores.writer().write(sql -> sql.sql("CREATE TABLE own (id INTEGER PRIMARY KEY)").update());
  }

  @AfterEach
  void close() {
    stores.close();
  }

  @Test
  void callers_that_wait_share_the_next_commit() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch busy = new CountDownLatch(1);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> slow =
          executor.submit(() ->
              stores
                  .writer()
                  .write(_ -> {
                    busy.countDown();
                    await(release);
                    return 1;
                  }));
      await(busy);
      long before = stores.figures().commits();
      List<Future<Enqueued>> accepted = new ArrayList<>();
      CountDownLatch started = new CountDownLatch(200);
      for (int i = 0; i < 200; i++) {
        accepted.add(
            executor.submit(() -> {
              started.countDown();
              return stores.queue().enqueue(event(100), true);
            }));
      }
      await(started);
      release.countDown();
      for (Future<Enqueued> event : accepted) {
        assertThat(event.get()).isInstanceOf(Enqueued.Claimed.class);
      }
      assertThat(slow.get()).isEqualTo(1);
      assertThat(stores.figures().commits() - before).isLessThan(100);
    }
    assertThat(stores.figures().enqueued()).isEqualTo(200);
  }

  @Test
  void failed_work_is_undone_alone() throws Exception {
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> good = new ArrayList<>();
      List<Future<?>> bad = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        int id = i;
        good.add(executor.submit(() -> insert(id)));
        bad.add(executor.submit(() -> insertAndFail(1000 + id)));
      }
      for (Future<?> work : good) {
        work.get();
      }
      for (Future<?> work : bad) {
        assertThatThrownBy(work::get).hasRootCauseMessage("no");
      }
    }
    assertThat(count("own")).isEqualTo(50);
    assertThat(
            stores
                .reader()
                .sql("SELECT max(id) FROM own")
                .query((row, _) -> row.getInt(1))
                .single())
        .isEqualTo(49);
  }

  @Test
  void violated_unique_key_is_named() {
    insert(1);
    assertThatThrownBy(() -> insert(1)).isInstanceOf(DuplicateKeyException.class);
    insert(2);
  }

  @Test
  void full_store_refuses_new_events_and_finishes_accepted_ones() {
    List<ClaimedInvocation> accepted = new ArrayList<>();
    limitPages(number("SELECT page_count FROM pragma_page_count") + 50);
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 1000; i++) {
                if (stores.queue().enqueue(event(3000), true) instanceof Enqueued.Claimed claimed) {
                  accepted.add(claimed.claim());
                }
              }
            })
        .isInstanceOf(StoreFullException.class);
    assertThat(accepted).hasSizeGreaterThan(10);
    assertThat(count("invocation")).isEqualTo(accepted.size());
    for (ClaimedInvocation claim : accepted) {
      assertThat(stores.queue().complete(claim, List.of())).isTrue();
    }
    assertThat(stores.queue().enqueue(event(3000), true)).isInstanceOf(Enqueued.Claimed.class);
    assertThat(stores.figures().refusedFull()).isEqualTo(1);
  }

  @Test
  void reserve_of_the_disk_refuses_new_events_and_finishes_accepted_ones() {
    stores.queue().enqueue(event(10), false);
    stores.close();
    stores =
        open(
            new StoreSettings(
                new StoreSettings.Sqlite(directory.resolve("store.db")),
                Duration.ofSeconds(30),
                Duration.ofDays(7),
                Long.MAX_VALUE));
    assertThatThrownBy(() -> stores.queue().enqueue(event(10), true))
        .isInstanceOf(StoreFullException.class)
        .hasMessageContaining("reserve");
    ClaimedInvocation claim = stores.queue().claimDue("f", 1, Set.of()).getFirst();
    assertThat(stores.queue().complete(claim, List.of())).isTrue();
  }

  @Test
  void delayed_event_is_due_when_its_time_has_come() {
    stores.queue().enqueue(event(10), false);
    ClaimedInvocation claim = stores.queue().claimDue("f", 1, Set.of()).getFirst();
    stores.queue().retryLater(claim, attempt(), true, Duration.ofMinutes(1));
    now.updateAndGet(time -> time.plusSeconds(59));
    assertThat(stores.queue().functionsWithDueWork(10)).isEmpty();
    now.updateAndGet(time -> time.plusSeconds(1));
    assertThat(stores.queue().functionsWithDueWork(10)).containsExactly("f");
    assertThat(stores.queue().claimDue("f", 10, Set.of())).hasSize(1);
  }

  @Test
  void old_deduplication_keys_are_forgotten() {
    NewInvocation keyed =
        new NewInvocation(
            UUID.randomUUID().toString(), FunctionTarget.latest("f"), new byte[1], "t", "k", 0, 0);
    stores.queue().enqueue(keyed, true);
    now.updateAndGet(time -> time.plus(Duration.ofDays(6)));
    assertThat(stores.housekeeping()).isZero();
    assertThat(stores.queue().enqueue(keyed, true)).isInstanceOf(Enqueued.Duplicate.class);
    now.updateAndGet(time -> time.plus(Duration.ofDays(2)));
    assertThat(stores.housekeeping()).isEqualTo(1);
    assertThat(stores.queue().enqueue(keyed, true)).isInstanceOf(Enqueued.Claimed.class);
  }

  @Test
  void unclaimed_work_is_signalled() {
    CountDownLatch signal = new CountDownLatch(1);
    stores.onWork(signal::countDown);
    stores.queue().enqueue(event(1), true);
    assertThat(signal.getCount()).isEqualTo(1);
    stores.queue().enqueue(event(1), false);
    assertThat(signal.getCount()).isZero();
  }

  private int insert(int id) {
    return stores
        .writer()
        .write(sql -> sql.sql("INSERT INTO own (id) VALUES (:id)").param("id", id).update());
  }

  private int insertAndFail(int id) {
    return stores
        .writer()
        .write(sql -> {
          sql.sql("INSERT INTO own (id) VALUES (:id)").param("id", id).update();
          throw new IllegalArgumentException("no");
        });
  }

  private void limitPages(int pages) {
    stores
        .writer()
        .write(sql -> sql.sql("PRAGMA max_page_count = " + pages).query(Integer.class).single());
  }

  private int count(String table) {
    return number("SELECT count(*) FROM " + table);
  }

  private int number(String sql) {
    return stores.reader().sql(sql).query((row, _) -> row.getInt(1)).single();
  }

  private static NewInvocation event(int size) {
    return NewInvocation.of(
        UUID.randomUUID().toString(), FunctionTarget.latest("f"), new byte[size]);
  }

  private static Attempt attempt() {
    return new Attempt(1, Instant.EPOCH, Duration.ZERO, "TimedOut", null, null);
  }

  private Stores open(StoreSettings settings) {
    return Stores.open(settings, now::get, Milestone.Listener.NONE);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
