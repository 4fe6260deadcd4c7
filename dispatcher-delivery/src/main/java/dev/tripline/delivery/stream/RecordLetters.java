package dev.tripline.delivery.stream;

import dev.tripline.delivery.ledger.Entry;
import dev.tripline.delivery.stream.failure.StreamFailures;
import dev.tripline.retry.GiveUpReason;
import dev.tripline.retry.OrderKey;
import dev.tripline.retry.RetryPolicy;
import dev.tripline.retry.TimeOrderedId;
import dev.tripline.retry.destination.GiveUpCause;
import dev.tripline.retry.destination.StreamOrigin;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.deadletter.DeadLetterStore;
import dev.tripline.spi.deadletter.DeadLetterStore.End;
import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.invocation.Trace;
import dev.tripline.spi.source.Shard;
import dev.tripline.spi.source.StreamRecord;
import dev.tripline.spi.store.OutboxMessage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/// Keeps what a shard gives up: each record as a dead letter of its own, as a batch of one, so that a
/// redrive runs the function with it.
///
/// The letter's id follows from the record, so that a record which is given up again, because the node
/// died before its position was committed, is one letter still.
final class RecordLetters {
  static final String REJECTED = "Rejected";
  static final String TOO_LARGE =
      "the record takes more than the 6 MB that a function can be given";
  static final String TRIMMED = "RecordsTrimmed";
  private static final Logger log = LoggerFactory.getLogger(RecordLetters.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ShardContext context;

  RecordLetters(ShardContext context) {
    this.context = context;
  }

  /// The reason why records are given up.
  ///
  /// @param requestId the one that the function saw
  /// @param invokeCount the number of the function's runs with the records
  /// @param result of the attempt that ended it; null if none did
  record Reason(
      String requestId,
      String condition,
      @Nullable String error,
      List<Attempt> attempts,
      int invokeCount,
      @Nullable InvocationResult result) {

    static Reason withoutAttempt(String condition, String error) {
      return new Reason(UUID.randomUUID().toString(), condition, error, List.of(), 0, null);
    }

    byte @Nullable [] response() {
      return result == null ? null : result.answer();
    }
  }

  /// Returns after the commit, which also holds the message to the failure destination and the records'
  /// place in the ledger.
  ///
  /// @return the number of those that were not given up before
  int keep(List<StreamRecord> records, Reason reason, End end) throws InterruptedException {
    Instant now = context.services().clock().instant();
    List<DeadLetter> letters = new ArrayList<>();
    List<StreamFailures.Kept> kept = new ArrayList<>();
    for (StreamRecord record : records) {
      byte[] payload = context.payload(List.of(record)).toByteArray();
      String id = idOf(context, record);
      letters.add(
          letter(id, payload, reason, record.arrivedAt(), now).with(links(context, record)));
      kept.add(new StreamFailures.Kept(record, id));
    }
    List<OutboxMessage> announcements = announcements(kept, reason);
    AtomicInteger fresh = new AtomicInteger();
    String trigger = context.trigger().id();
    DeadLetterStore store = context.services().deadLetters();
    write(letters, () -> fresh.set(store.addGivenUp(trigger, end, letters, announcements)));
    return fresh.get();
  }

  private List<OutboxMessage> announcements(List<StreamFailures.Kept> kept, Reason reason) {
    StreamDelivery.Trigger trigger = context.trigger();
    String destination = trigger.settings().onFailure();
    List<StreamFailures.Kept> announced = announced(kept, reason);
    if (destination == null || announced.isEmpty()) {
      return List.of();
    }
    StreamOrigin origin =
        new StreamOrigin(
            trigger.origin().info(), trigger.origin().arn(), trigger.id(), context.shardId());
    GiveUpCause cause =
        new GiveUpCause(
            trigger.function(),
            reason.requestId(),
            reason.condition(),
            reason.invokeCount(),
            reason.result());
    return context
        .services()
        .failures()
        .messages(
            destination,
            origin,
            cause,
            announced,
            records -> context.payload(records).toByteArray());
  }

  /// Of records at the end of a chain, those that are deeper tell of one that was stopped before: they are
  /// not told of again, or the chain would go on by its announcements.
  private static List<StreamFailures.Kept> announced(
      List<StreamFailures.Kept> kept, Reason reason) {
    return reason.condition().equals(GiveUpReason.RECURSION_LIMIT_EXCEEDED.text())
        ? kept.stream().filter(one -> one.record().depth() <= RetryPolicy.RECURSION_LIMIT).toList()
        : kept;
  }

  /// Records of the same key stay in order when they are redriven.
  private static DeadLetter.Links links(ShardContext context, StreamRecord record) {
    DeadLetter.Links links =
        record.key() == null
            ? DeadLetter.Links.NONE
            : DeadLetter.Links.inOrder(
                OrderKey.of(context.trigger().id(), record.key()), record.id());
    return links.in(Trace.of(record.trace()));
  }

  /// The id of the record's dead letter.
  static String idOf(ShardContext context, StreamRecord record) {
    String seed = context.trigger().id() + '/' + context.shardId() + '/' + record.id();
    return TimeOrderedId.of(record.arrivedAt(), seed);
  }

  /// Keeps an invocation that has no records: the end of a tumbling window.
  void keepEvent(byte[] payload, Reason reason) throws InterruptedException {
    Instant now = context.services().clock().instant();
    List<DeadLetter> letters = List.of(letter(TimeOrderedId.at(now), payload, reason, now, now));
    write(letters, () -> context.services().deadLetters().add(letters, List.of()));
  }

  /// Writes down that records were lost before they were read.
  void keepGap(Shard.Read.Gap gap) throws InterruptedException {
    var node = JSON.createObjectNode();
    node.put("shard", context.shardId());
    node.put("from", gap.from());
    node.put("to", gap.to());
    node.put("why", gap.why());
    log.error(
        "Records of shard {} were removed from the stream before they were read, from {} to {}: {}."
            + " Reading goes on behind them; a dead letter tells of the gap",
        context.shardId(),
        gap.from(),
        gap.to(),
        gap.why());
    keepEvent(JSON.writeValueAsBytes(node), Reason.withoutAttempt(TRIMMED, gap.why()));
    context.services().ledger().count(Entry.TRIMMED, 1);
  }

  private DeadLetter letter(
      String id, byte[] payload, Reason reason, Instant acceptedAt, Instant now) {
    return new DeadLetter(
        id,
        reason.requestId(),
        context.trigger().function(),
        context.trigger().id(),
        reason.condition(),
        reason.error(),
        payload,
        reason.response(),
        reason.attempts(),
        acceptedAt,
        now,
        0);
  }

  private void write(List<DeadLetter> letters, Runnable commit) throws InterruptedException {
    var signals = context.services().signals();
    signals.milestones().reached(Milestone.DEAD_LETTER_BEFORE_COMMIT);
    context.writes().insist(letters.size() + " dead letters", commit);
    signals.milestones().reached(Milestone.DEAD_LETTER_AFTER_COMMIT);
    letters.forEach(signals::deadLettered);
  }
}
