package dev.tripline.store.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.store.Stores;
import dev.tripline.store.engine.StoreRefusedException;
import dev.tripline.store.engine.StoreSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Events that are in the write-ahead log only, as a SIGKILL or a power cut leaves them: what a power
/// cut can do to a log is mended, what it cannot do is refused.
class SqliteLogTest {
  private static final int EVENTS = 38;
  private static final List<String> FILES = List.of("store.db", "store.db-wal", "store.db.lock");

  @TempDir Path directory;
  private Path killed;
  private Stores running;

  @BeforeEach
  void leaveEventsInTheLog() throws IOException {
    running = open(directory.resolve("running"));
    enqueue(EVENTS);
    awaitNote();
    killed = image("killed");
  }

  @AfterEach
  void stop() {
    running.close();
  }

  @Test
  void sound_log_is_taken_in() {
    assertThat(events(killed)).isEqualTo(EVENTS);
    assertThat(events(killed)).as("after a proper stop").isEqualTo(EVENTS);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.34, 0.5, 0.67, 0.9})
  void log_that_was_cut_off_is_refused(double share) throws IOException {
    try (RandomAccessFile log = log()) {
      log.setLength((long) (log.length() * share));
    }
    assertRefused("store.db-wal is sound up to page");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.2, 0.5, 0.8, 0.9})
  void log_with_flipped_bytes_is_refused(double at) throws IOException {
    try (RandomAccessFile log = log()) {
      long from = (long) (log.length() * at);
      for (long i = from; i < from + 64; i++) {
        log.seek(i);
        int old = log.read();
        log.seek(i);
        log.write(~old);
      }
    }
    assertRefused("store.db-wal");
  }

  /// Two commits behind the damage tell by themselves.
  @Test
  void flipped_bytes_are_found_without_a_note() throws IOException {
    forgetNote();
    try (RandomAccessFile log = log()) {
      log.seek(log.length() / 2);
      log.write(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    }
    assertRefused("commits after it");
  }

  @Test
  void log_with_an_empty_end_is_refused() throws IOException {
    try (RandomAccessFile log = log()) {
      long from = log.length() * 2 / 3;
      log.seek(from);
      log.write(new byte[(int) (log.length() - from)]);
    }
    assertRefused("store.db-wal is sound up to page");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void log_without_its_beginning_is_refused(boolean noted) throws IOException {
    if (!noted) {
      forgetNote();
    }
    try (RandomAccessFile log = log()) {
      log.write(new byte[32]);
    }
    assertRefused("does not begin as a log does");
  }

  @Test
  void missing_log_is_refused() throws IOException {
    Files.delete(killed.resolve("store.db-wal"));
    assertRefused("store.db-wal is missing");
  }

  @Test
  void log_of_another_store_is_refused() throws IOException {
    try (Stores other = open(directory.resolve("other"))) {
      other.queue().enqueue(event(), false);
      Files.copy(
          directory.resolve("other/store.db-wal"),
          killed.resolve("store.db-wal"),
          StandardCopyOption.REPLACE_EXISTING);
      assertRefused("is not the one that was in use");
    }
  }

  /// The remedy that the refusal names.
  @Test
  void store_opens_when_log_and_lock_are_moved_away() throws IOException {
    Files.delete(killed.resolve("store.db-wal"));
    assertRefused("move");
    Files.delete(killed.resolve("store.db.lock"));
    assertThat(events(killed)).isLessThan(EVENTS);
  }

  /// The last commit was not flushed yet: its pages are there in part.
  @Test
  void torn_last_commit_is_dropped() throws IOException {
    Files.copy(killed.resolve("store.db.lock"), directory.resolve("note"));
    enqueue(1);
    Path torn = image("torn");
    Files.copy(
        directory.resolve("note"),
        torn.resolve("store.db.lock"),
        StandardCopyOption.REPLACE_EXISTING);
    try (RandomAccessFile log = new RandomAccessFile(torn.resolve("store.db-wal").toFile(), "rw")) {
      log.setLength(log.length() - 100);
    }
    assertThat(events(torn)).isEqualTo(EVENTS);
  }

  /// SQLite begins the log anew when it is full; the note may be of the use before.
  @Test
  void log_that_was_begun_anew_is_taken_in() throws IOException {
    int more = 0;
    while (Files.size(directory.resolve("running/store.db-wal")) < 8000L * (24 + 4096)) {
      running
          .queue()
          .enqueue(
              NewInvocation.of(
                  UUID.randomUUID().toString(), FunctionTarget.latest("f"), new byte[900_000]),
              false);
      more++;
    }
    Path full = image("full");
    enqueue(3);
    Path anew = image("anew");
    assertThat(header(anew)).isNotEqualTo(header(full));
    Files.copy(
        full.resolve("store.db.lock"),
        anew.resolve("store.db.lock"),
        StandardCopyOption.REPLACE_EXISTING);
    assertThat(events(full)).isEqualTo(EVENTS + more);
    assertThat(events(anew)).isEqualTo(EVENTS + more + 3);
  }

  /// As docs/guide/production.md has it.
  @Test
  void backup_of_a_running_store_can_be_restored() throws Exception {
    Path restored = Files.createDirectories(directory.resolve("restored"));
    try (Connection other =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("running/store.db"));
        Statement statement = other.createStatement()) {
      statement.execute("VACUUM INTO '" + restored.resolve("store.db") + "'");
    }
    enqueue(5);
    assertThat(events(restored)).isEqualTo(EVENTS);
  }

  private void enqueue(int count) {
    for (int i = 0; i < count; i++) {
      running.queue().enqueue(event(), false);
    }
  }

  private static NewInvocation event() {
    return NewInvocation.of(
        UUID.randomUUID().toString(), FunctionTarget.latest("f"), new byte[2000]);
  }

  /// Until it is noted how far the log has come: its only use so far.
  private void awaitNote() throws IOException {
    long pages = (Files.size(directory.resolve("running/store.db-wal")) - 32) / (24 + 4096);
    String noted = " %010d\n".formatted(pages);
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!Files.readString(directory.resolve("running/store.db.lock")).endsWith(noted)) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  /// The files at this moment.
  private Path image(String name) throws IOException {
    Path image = Files.createDirectories(directory.resolve(name));
    for (String file : FILES) {
      Files.copy(directory.resolve("running").resolve(file), image.resolve(file));
    }
    return image;
  }

  private static byte[] header(Path image) throws IOException {
    try (InputStream log = Files.newInputStream(image.resolve("store.db-wal"))) {
      return log.readNBytes(32);
    }
  }

  private RandomAccessFile log() throws IOException {
    return new RandomAccessFile(killed.resolve("store.db-wal").toFile(), "rw");
  }

  private void forgetNote() throws IOException {
    Files.writeString(killed.resolve("store.db.lock"), "A store was made here.\n");
  }

  private void assertRefused(String reason) throws IOException {
    byte[] before = Files.readAllBytes(killed.resolve("store.db"));
    assertThatThrownBy(() -> open(killed))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("is damaged: its log ")
        .hasMessageContaining(reason)
        .hasMessageContaining("restore a backup");
    assertThat(Files.readAllBytes(killed.resolve("store.db"))).isEqualTo(before);
  }

  private static int events(Path directory) {
    try (Stores stores = open(directory)) {
      return stores
          .reader()
          .sql("SELECT count(*) FROM invocation")
          .query((row, _) -> row.getInt(1))
          .single();
    }
  }

  private static Stores open(Path directory) {
    return Stores.open(
        StoreSettings.sqlite(directory.resolve("store.db")),
        InstantSource.system(),
        Milestone.Listener.NONE);
  }
}
