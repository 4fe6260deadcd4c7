package dev.tripline.store.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.deadletter.DeadLetterQueries;
import dev.tripline.spi.deadletter.DeadLetterQueries.Filter;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.store.ClaimedInvocation;
import dev.tripline.spi.store.Enqueued;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.store.Stores;
import dev.tripline.store.deadletter.RedriveOrigins;
import dev.tripline.store.engine.StoreSettings;
import dev.tripline.testkit.server.PostgresServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The oldest of what waits, and the way back from a redrive, on both engines.
class OldestWorkTest {
  private static final byte[] PAYLOAD = "{}".getBytes(StandardCharsets.UTF_8);
  private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");

  @Test
  void sqlite_knows_what_waits_for_longest(@TempDir Path directory) {
    look(StoreSettings.sqlite(directory.resolve("store.db")));
  }

  @Test
  void postgresql_knows_what_waits_for_longest() {
    try (PostgresServer server = PostgresServer.start()) {
      look(StoreSettings.postgresql(server.createDatabase("oldest"), server.user(), ""));
    }
  }

  private static void look(StoreSettings settings) {
    try (Stores stores = Stores.open(settings, InstantSource.system(), Milestone.Listener.NONE)) {
      OldestWork oldest = new OldestWork(stores.reader());
      assertThat(oldest.event()).isEmpty();
      assertThat(stores.deadLetterQueries().oldest(Filter.ALL)).isEmpty();
      events(stores, oldest);
      deadLetters(stores, oldest);
      origins(stores);
    }
  }

  private static void events(Stores stores, OldestWork oldest) {
    ClaimedInvocation first = enqueue(stores);
    ClaimedInvocation second = enqueue(stores);
    assertThat(oldest.event()).hasValue(first.acceptedAt());
    stores.queue().complete(first, List.of());
    assertThat(oldest.event()).hasValue(second.acceptedAt());
    stores.queue().complete(second, List.of());
    assertThat(oldest.event()).isEmpty();
  }

  private static ClaimedInvocation enqueue(Stores stores) {
    NewInvocation event =
        NewInvocation.of(UUID.randomUUID().toString(), FunctionTarget.latest("orders"), PAYLOAD);
    return ((Enqueued.Claimed) stores.queue().enqueue(event, true)).claim();
  }

  private static void deadLetters(Stores stores, OldestWork oldest) {
    stores
        .deadLetters()
        .add(
            List.of(letter(1, "orders", "t"), letter(2, "mails", null), letter(3, "orders", null)),
            List.of());
    DeadLetterQueries letters = stores.deadLetterQueries();
    assertThat(letters.oldest(Filter.ALL)).hasValue(died(1));
    assertThat(letters.oldest(of("mails", null))).hasValue(died(2));
    assertThat(letters.oldest(of(null, "t"))).hasValue(died(1));
    assertThat(letters.oldest(of("nothing", null))).isEmpty();
    assertThat(oldest.deadLetterBehind(0, of("orders", null))).hasValue(died(3));
    assertThat(oldest.deadLetterBehind(1, of("orders", null))).hasValue(died(1));
    assertThat(oldest.deadLetterBehind(2, of("orders", null))).isEmpty();
  }

  private static Filter of(@Nullable String function, @Nullable String trigger) {
    return new Filter(function, trigger, null, null, null, null);
  }

  private static void origins(Stores stores) {
    RedriveOrigins origins = new RedriveOrigins(stores.reader());
    assertThat(stores.deadLetters().redrive(id(1), "again", Actor.SYSTEM)).isTrue();
    Optional<RedriveOrigins.Origin> origin = origins.of("again");
    assertThat(origin.map(RedriveOrigins.Origin::deadLetterId)).hasValue(id(1));
    assertThat(origin.map(RedriveOrigins.Origin::requestId)).hasValue("request-1");
    assertThat(origin.map(RedriveOrigins.Origin::function)).hasValue("orders");
    assertThat(origin.map(RedriveOrigins.Origin::triggerId)).hasValue("t");
    assertThat(origins.of("other")).isEmpty();
    stores.housekeeping();
    assertThat(origins.of("again")).as("is kept for a month").isPresent();
    stores.writer().write(sql -> sql.sql("UPDATE redriven_event SET at = 0").update());
    stores.housekeeping();
    assertThat(origins.of("again")).isEmpty();
  }

  private static Instant died(int number) {
    return START.plusSeconds(number);
  }

  private static String id(int number) {
    return "00000000-0000-7000-8000-%012d".formatted(number);
  }

  private static DeadLetter letter(int number, String function, @Nullable String trigger) {
    return new DeadLetter(
        id(number),
        "request-" + number,
        FunctionTarget.latest(function),
        trigger,
        "Rejected",
        null,
        PAYLOAD,
        null,
        List.of(),
        START,
        died(number),
        0);
  }
}
