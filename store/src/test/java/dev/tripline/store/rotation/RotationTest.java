package dev.tripline.store.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.parking.ParkedRecord;
import dev.tripline.spi.parking.ShardReading;
import dev.tripline.store.Stores;
import dev.tripline.store.cipher.PayloadCipher;
import dev.tripline.store.cipher.PayloadKeys;
import dev.tripline.store.engine.Database;
import dev.tripline.store.engine.StoreRefusedException;
import dev.tripline.store.engine.StoreSettings;
import dev.tripline.store.engine.sqlite.SqliteDatabase;
import dev.tripline.store.rotation.KeyRegister.KeyInUse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotationTest {
  private static final byte[] PAYLOAD = "{\"card\": 1234}".getBytes(StandardCharsets.UTF_8);

  @TempDir Path directory;
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void values_from_before_are_encrypted_and_those_of_an_old_key_anew() {
    try (Stores stores = open(PayloadKeys.NONE)) {
      fill(stores);
      assertThat(stores.resealing().slice()).isZero();
      assertThat(stored(stores)).containsOnly("none");
    }
    HeldKeys keys = HeldKeys.of("k1");
    try (Stores stores = open(keys)) {
      check(stores);
      assertThat(stores.resealing().slice()).isEqualTo(6);
      assertThat(stored(stores)).containsOnly("k1");
      assertThat(stores.payloadKeys().inUse()).containsExactly(new KeyInUse("k1", now, true, true));
      check(stores);
      assertThat(stores.resealing().slice()).isZero();
      keys.activate("k2");
      pass(Duration.ofMinutes(10));
      assertThat(stores.resealing().slice()).isEqualTo(6);
      assertThat(stored(stores)).containsOnly("k2");
      assertThat(ids(stores)).containsExactly("k2");
      keys.drop("k1");
      check(stores);
    }
    try (Stores stores = open(HeldKeys.of("k2"))) {
      check(stores);
    }
  }

  @Test
  void a_key_that_was_written_with_lately_stays_noted() {
    HeldKeys keys = HeldKeys.of("k1");
    try (Stores stores = open(keys)) {
      fill(stores);
      keys.activate("k2");
      stores.resealing().slice();
      assertThat(stored(stores)).containsOnly("k2");
      assertThat(ids(stores)).containsExactly("k1", "k2");
      pass(Duration.ofMinutes(3));
      stores.resealing().slice();
      assertThat(ids(stores)).containsExactly("k2");
    }
  }

  @Test
  void a_node_with_an_older_key_leaves_values_of_a_newer_one_alone() {
    HeldKeys keys = HeldKeys.of("k1");
    try (Stores stores = open(keys)) {
      pass(Duration.ofSeconds(1));
      keys.activate("k2");
      fill(stores);
      stores.resealing().slice();
      keys.activate("k1");
      assertThat(stores.resealing().slice()).isZero();
      assertThat(stored(stores)).containsOnly("k2");
      pass(Duration.ofMinutes(3));
      assertThat(stores.resealing().slice()).isEqualTo(6);
    }
  }

  @Test
  void values_are_decrypted_when_nothing_is_to_be_encrypted_any_more() {
    HeldKeys keys = HeldKeys.of("k1");
    try (Stores stores = open(keys)) {
      fill(stores);
    }
    keys.deactivate();
    try (Stores stores = open(keys)) {
      check(stores);
      assertThat(stores.resealing().slice()).isZero();
      pass(Duration.ofMinutes(3));
      assertThat(stores.resealing().slice()).isEqualTo(6);
      assertThat(stored(stores)).containsOnly("none");
      assertThat(ids(stores)).isEmpty();
    }
    try (Stores stores = open(PayloadKeys.NONE)) {
      check(stores);
    }
  }

  @Test
  void a_start_without_a_key_that_is_in_use_is_refused_by_its_name() {
    open(HeldKeys.of("k1")).close();
    for (PayloadKeys keys : List.of(PayloadKeys.NONE, HeldKeys.of("k2"))) {
      assertThatExceptionOfType(StoreRefusedException.class)
          .isThrownBy(() -> open(keys))
          .withMessageContaining("encrypted with the key k1, which is not there")
          .withMessageContaining("Bring the file of payload keys back");
    }
    open(HeldKeys.of("k2", "k1")).close();
  }

  @Test
  void a_refused_start_leaves_the_keys_in_use_as_they_were() {
    open(HeldKeys.of("k1")).close();
    assertThatExceptionOfType(StoreRefusedException.class)
        .isThrownBy(() -> open(HeldKeys.of("k2")));
    try (Stores stores = open(HeldKeys.of("k1"))) {
      assertThat(ids(stores)).containsExactly("k1");
    }
    open(HeldKeys.of("k1", "k2")).close();
    pass(Duration.ofMinutes(10));
    assertThatExceptionOfType(StoreRefusedException.class)
        .isThrownBy(() -> open(HeldKeys.of("k1")))
        .withMessageContaining("encrypted with the key k2, which is not there");
    try (Stores stores = open(HeldKeys.of("k1", "k2"))) {
      assertThat(stores.payloadKeys().inUse())
          .filteredOn(KeyInUse::written)
          .as("the refused node is not one that writes")
          .extracting(KeyInUse::id)
          .containsExactly("k2");
    }
  }

  @Test
  void of_two_first_starts_at_once_with_different_keys_one_is_refused() {
    StoreSettings.Sqlite file =
        (StoreSettings.Sqlite) StoreSettings.sqlite(directory.resolve("store.db")).engine();
    try (Database database =
        SqliteDatabase.open(file, () -> now, new PayloadCipher(PayloadKeys.NONE))) {
      KeyRegister first = new KeyRegister(database, HeldKeys.of("k1"));
      HeldKeys later = HeldKeys.of("k2");
      later.beforeActive(first::open);
      assertThatExceptionOfType(StoreRefusedException.class)
          .isThrownBy(() -> new KeyRegister(database, later).open())
          .withMessageContaining("encrypted with the key k1, which is not there");
      assertThat(first.inUse()).extracting(KeyInUse::id).containsExactly("k1");
    }
  }

  @Test
  void a_new_key_is_used_only_when_it_could_be_noted() {
    HeldKeys keys = HeldKeys.of("k1");
    try (Stores stores = open(keys)) {
      keys.offer("k2");
      stores.writer().write(sql -> sql.sql("ALTER TABLE payload_key RENAME TO elsewhere").update());
      assertThatException().isThrownBy(() -> stores.resealing().slice());
      fill(stores);
      assertThat(stored(stores)).containsOnly("k1");
      stores.writer().write(sql -> sql.sql("ALTER TABLE elsewhere RENAME TO payload_key").update());
      assertThat(stores.resealing().slice()).isEqualTo(6);
      assertThat(stored(stores)).containsOnly("k2");
      assertThat(ids(stores)).containsExactly("k1", "k2");
    }
  }

  @Test
  void a_slice_ends_when_it_has_moved_so_many_bytes_and_the_next_goes_on_there() {
    byte[] large = new byte[2 << 20];
    try (Stores stores = open(PayloadKeys.NONE)) {
      List<DeadLetter> letters =
          IntStream.range(0, 20).mapToObj(i -> letter("letter" + i, large)).toList();
      stores.deadLetters().add(letters, List.of());
    }
    try (Stores stores = open(HeldKeys.of("k1"))) {
      assertThat(stores.resealing().slice())
          .as("all lists of attempts, and payloads of 32 MB")
          .isEqualTo(20 + 16);
      assertThat(stores.resealing().slice()).as("the other payloads, and a class").isEqualTo(4 + 1);
      assertThat(stored(stores)).hasSize(41).containsOnly("k1");
      assertThat(stores.deadLetterQueries().find("letter7").orElseThrow().payload())
          .isEqualTo(large);
    }
  }

  @Test
  void a_value_that_does_not_open_keeps_its_key_noted() {
    HeldKeys keys = HeldKeys.of("k1");
    try (Stores stores = open(keys)) {
      fill(stores);
      stores.writer().write(sql -> sql.sql("UPDATE dead_letter SET id = 'moved'").update());
      keys.activate("k2");
      pass(Duration.ofMinutes(10));
      stores.resealing().slice();
      assertThat(ids(stores)).contains("k1");
    }
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  private Stores open(PayloadKeys keys) {
    return Stores.open(
        StoreSettings.sqlite(directory.resolve("store.db")),
        keys,
        () -> now,
        Milestone.Listener.NONE);
  }

  /// A letter has two values and its class one, a parked record one and its key one, and a state one.
  private static void fill(Stores stores) {
    stores.deadLetters().add(List.of(letter()), List.of());
    ShardReading reading =
        new ShardReading("t", "s", stores.parkedShards().open("t", "s").token(), "0");
    ParkedRecord record = new ParkedRecord(0, "k", "s", "1", Instant.EPOCH, PAYLOAD, null, null);
    stores.parkedKeys().park(reading, "Rejected", List.of(record));
    stores.sourceStates().save("t", Map.of("window/s", "{\"sum\": 1}"));
  }

  private static DeadLetter letter() {
    return letter("letter", PAYLOAD);
  }

  private static DeadLetter letter(String id, byte[] payload) {
    return new DeadLetter(
        id,
        "request",
        FunctionTarget.latest("orders"),
        null,
        "Rejected",
        null,
        payload,
        null,
        List.of(),
        Instant.EPOCH,
        Instant.EPOCH,
        0);
  }

  private static void check(Stores stores) {
    assertThat(stores.deadLetterQueries().find("letter").orElseThrow())
        .usingRecursiveComparison()
        .isEqualTo(letter());
    assertThat(stores.parkedKeys().page("t", "k", 0, 1).getFirst().payload()).isEqualTo(PAYLOAD);
    assertThat(stores.parkedKeys().list("t").getFirst().reason()).isEqualTo("Rejected");
    assertThat(stores.sourceStates().load("t")).containsEntry("window/s", "{\"sum\": 1}");
  }

  private static List<String> ids(Stores stores) {
    return stores.payloadKeys().inUse().stream().map(KeyInUse::id).sorted().toList();
  }

  /// The keys that values have.
  private static List<String> stored(Stores stores) {
    return stores
        .reader()
        .sql(
            """
            SELECT hex(substr(payload, 1, 20)) FROM dead_letter UNION ALL
            SELECT hex(substr(payload, 1, 20)) FROM parked_record UNION ALL
            SELECT hex(substr(attempts, 1, 20)) FROM dead_letter UNION ALL
            SELECT hex(substr(message, 1, 20)) FROM dead_letter_class UNION ALL
            SELECT hex(substr(reason, 1, 20)) FROM parked_key UNION ALL
            SELECT hex(substr(value, 1, 20)) FROM source_state
            """)
        .query((row, _) ->
            switch (row.getString(1)) {
              case String head when head.contains("6B31") -> "k1";
              case String head when head.contains("6B32") -> "k2";
              default -> "none";
            })
        .list();
  }
}
