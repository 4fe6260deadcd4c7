package dev.tripline.store.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.deadletter.DeadLetterQueries.Filter;
import dev.tripline.spi.deadletter.DeadLetterStore.Resend;
import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.parking.ParkedRecord;
import dev.tripline.spi.parking.ShardReading;
import dev.tripline.spi.store.ClaimedInvocation;
import dev.tripline.spi.store.Enqueued;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.spi.store.Outbox;
import dev.tripline.spi.store.OutboxMessage;
import dev.tripline.spi.store.TriggerStatusStore.Report;
import dev.tripline.store.Stores;
import dev.tripline.store.cipher.PayloadKeys;
import dev.tripline.store.engine.StoreSettings;
import dev.tripline.testkit.server.PostgresServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Nothing of a payload, an error or an answer is found in what the database has written.
class EncryptedAtRestTest {
  private static final String CANARY = "Kanarienvogel";
  private static final byte[] PAYLOAD =
      "{\"bird\": \"%s\"}".formatted(CANARY).getBytes(StandardCharsets.UTF_8);

  @TempDir Path directory;

  @Test
  void the_files_of_sqlite_hold_no_payload() throws IOException {
    StoreSettings settings = StoreSettings.sqlite(directory.resolve("store.db"));
    try (Stores stores = open(settings, HeldKeys.of("k1"))) {
      everything(stores);
      assertThat(bytesOf(directory)).as("with the log").doesNotContain(CANARY);
    }
    assertThat(bytesOf(directory)).doesNotContain(CANARY).contains("k1");
  }

  @Test
  void the_canary_is_found_in_what_is_not_encrypted() throws IOException {
    try (Stores stores =
        open(StoreSettings.sqlite(directory.resolve("store.db")), PayloadKeys.NONE)) {
      everything(stores);
      assertThat(bytesOf(directory)).contains(CANARY);
    }
  }

  @Test
  void the_tables_of_postgresql_hold_no_payload() {
    try (PostgresServer server = PostgresServer.start()) {
      StoreSettings settings =
          StoreSettings.postgresql(server.createDatabase("vault"), server.user(), "");
      HeldKeys keys = HeldKeys.of("k1");
      try (Stores stores = open(settings, keys)) {
        everything(stores);
        assertThat(dump(stores)).doesNotContain(CANARY, hex(CANARY)).contains(hex("TPC1\2k1"));
        keys.activate("k2");
        assertThat(stores.resealing().slice()).isGreaterThan(15);
        assertThat(dump(stores)).doesNotContain(CANARY, hex(CANARY), hex("TPC1\2k1"));
        assertThat(stores.deadLetterQueries().find("kept").orElseThrow().payload())
            .isEqualTo(PAYLOAD);
      }
    }
  }

  private static Stores open(StoreSettings settings, PayloadKeys keys) {
    return Stores.open(settings, keys, InstantSource.system(), Milestone.Listener.NONE);
  }

  private static void everything(Stores stores) {
    ClaimedInvocation claim = enqueue(stores, "first");
    stores.queue().retryLater(claim, failed(), true, Duration.ZERO);
    ClaimedInvocation again = stores.queue().claimDue("orders", 1, Set.of()).getFirst();
    assertThat(again.invocation().payload()).isEqualTo(PAYLOAD);
    assertThat(again.attempts()).containsExactly(failed());
    stores.queue().deadLetter(again, letter("dead"), List.of(message()));
    stores.deadLetters().add(List.of(letter("kept"), letter("sent")), List.of());
    stores
        .deadLetters()
        .resend(
            "sent",
            new Resend("again", (CANARY + "!").getBytes(StandardCharsets.UTF_8), null, "a test"),
            Actor.SYSTEM);
    stores.deadLetters().redrive("dead", "redriven", Actor.SYSTEM);
    assertThat(stores.queue().claimDue("orders", 2, Set.of())).hasSize(2);
    enqueue(stores, "left");
    Outbox.Claimed sending = stores.outbox().claimDue(1).getFirst();
    stores.outbox().giveUp(sending, "answered " + CANARY);
    assertThat(stores.outbox().givenUp(1).getFirst().lastError()).contains(CANARY);
    stores.queue().complete(enqueue(stores, "told"), List.of(message()));
    park(stores);
    stores.sourceStates().save("t", Map.of("window/s", CANARY));
    stores.triggerStatus().report(List.of(new Report("t", "Failing", CANARY)));
    assertThat(stores.deadLetterQueries().page(Filter.ALL, null, 9).getFirst().lastError())
        .contains(CANARY);
  }

  private static void park(Stores stores) {
    long token = stores.parkedShards().open("t", "s").token();
    ParkedRecord record = new ParkedRecord(0, "k", "s", "1", Instant.EPOCH, PAYLOAD, null, null);
    stores
        .parkedKeys()
        .park(new ShardReading("t", "s", token, "0"), "failed on " + CANARY, List.of(record));
    stores.parkedKeys().redrive("t", "k", Actor.SYSTEM);
    stores
        .parkedKeyDrains()
        .release(stores.parkedKeyDrains().claim("t").orElseThrow(), "no " + CANARY);
    assertThat(stores.parkedKeyQueries().find("t", "k").orElseThrow().lastError())
        .isEqualTo("no " + CANARY);
  }

  private static ClaimedInvocation enqueue(Stores stores, String request) {
    NewInvocation invocation = NewInvocation.of(request, FunctionTarget.latest("orders"), PAYLOAD);
    return ((Enqueued.Claimed) stores.queue().enqueue(invocation, true)).claim();
  }

  private static Attempt failed() {
    return new Attempt(1, Instant.EPOCH, Duration.ZERO, "Failed", "Error", "no " + CANARY);
  }

  private static OutboxMessage message() {
    return new OutboxMessage("m", "https://there", PAYLOAD, Map.of("bird", CANARY), 0, null);
  }

  private static DeadLetter letter(String id) {
    return new DeadLetter(
        id,
        "request " + id,
        FunctionTarget.latest("orders"),
        null,
        "Failed",
        "no " + CANARY,
        PAYLOAD,
        PAYLOAD,
        List.of(failed()),
        Instant.EPOCH,
        Instant.EPOCH,
        0);
  }

  /// All files as characters of one byte.
  private static String bytesOf(Path directory) throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }

  private static String dump(Stores stores) {
    List<String> tables =
        stores
            .reader()
            .sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
            .query((row, _) -> row.getString(1))
            .list();
    StringBuilder all = new StringBuilder();
    tables.forEach(table ->
        stores
            .reader()
            .sql("SELECT t::text FROM \"%s\" t".formatted(table))
            .query((row, _) -> row.getString(1))
            .list()
            .forEach(all::append));
    return all.toString();
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }
}
