package dev.tripline.testkit.store;

import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.parking.ShardReading;
import dev.tripline.spi.store.ClaimedInvocation;
import dev.tripline.spi.store.Enqueued;
import dev.tripline.spi.store.InvocationQueue;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.spi.store.OutboxMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// The common ground of the contracts of all stores.
public interface StoreContract {
  Actor ACTOR = Actor.operator("anna");
  FunctionTarget ORDERS = new FunctionTarget("orders", "live");

  /// A fresh store before every test.
  StoreUnderTest store();

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static NewInvocation invocation(String function) {
    return NewInvocation.of(
        UUID.randomUUID().toString(), FunctionTarget.latest(function), bytes("{\"n\":1}"));
  }

  static NewInvocation withKey(String trigger, String key) {
    return new NewInvocation(UUID.randomUUID().toString(), ORDERS, bytes("1"), trigger, key, 0, 0);
  }

  /// A new reader of the shard, which begins at its first record.
  static ShardReading reading(StoreUnderTest store, String trigger, String shard) {
    long token = store.parkedShards().open(trigger, shard).token();
    return new ShardReading(trigger, shard, token, "0");
  }

  static ClaimedInvocation claimed(InvocationQueue queue, NewInvocation invocation) {
    return switch (queue.enqueue(invocation, true)) {
      case Enqueued.Claimed claimed -> claimed.claim();
      case Enqueued.Waiting _, Enqueued.Held _, Enqueued.Duplicate _ ->
          throw new AssertionError("a new invocation was not claimed by the node that took it");
    };
  }

  static Attempt attempt(int number, String outcome) {
    return new Attempt(
        number,
        Instant.ofEpochMilli(1_700_000_000_000L + number),
        Duration.ofMillis(12),
        outcome,
        "TypeError",
        "“quoted”\nand broken");
  }

  /// Ids rise with `number`, as time-ordered ones do.
  static DeadLetter letter(int number, String function, String reason) {
    return new DeadLetter(
        "%08x-0000-7000-8000-000000000000".formatted(number),
        UUID.randomUUID().toString(),
        FunctionTarget.latest(function),
        number % 2 == 0 ? "trigger-even" : null,
        reason,
        "last words",
        bytes("payload " + number),
        null,
        List.of(attempt(1, "FunctionError"), attempt(2, "TimedOut")),
        Instant.ofEpochMilli(1_700_000_000_000L),
        Instant.ofEpochMilli(1_700_000_000_000L + number * 1000L),
        0);
  }

  static OutboxMessage message(String destination) {
    return new OutboxMessage(
        UUID.randomUUID().toString(),
        destination,
        bytes("{\"record\":1}"),
        Map.of("content-type", "application/json", "ümlaut", "ß"),
        3,
        null);
  }
}
