package dev.tripline.delivery.stream;

import dev.tripline.delivery.DeliveryServices;
import dev.tripline.delivery.ledger.Entry;
import dev.tripline.delivery.stream.collect.Batch;
import dev.tripline.delivery.stream.collect.Part;
import dev.tripline.retry.GiveUpReason;
import dev.tripline.retry.batch.BatchDecision;
import dev.tripline.retry.batch.BatchOutcome;
import dev.tripline.retry.batch.BatchPolicy;
import dev.tripline.retry.batch.BatchRules;
import dev.tripline.retry.batch.BatchState;
import dev.tripline.retry.batch.GiveUpCondition;
import dev.tripline.spi.deadletter.DeadLetterStore.End;
import dev.tripline.spi.invocation.Attempt;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.invocation.Outcome;
import dev.tripline.spi.invocation.Payload;
import dev.tripline.spi.invocation.UnknownFunctionException;
import dev.tripline.spi.source.StreamRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Brings a lane's batches to their end: tried, tried again, split, given up, by [BatchPolicy]; each
/// record is settled once, in the lane's order. For one thread; [#held] for any.
final class BatchRun {
  private final ShardContext context;
  private final RecordLetters letters;
  private final ProgressReports reports;
  private final @Nullable ParkedPath parked;
  private final int lane;
  private final @Nullable WindowChain windows;
  private final Deque<Part> parts = new ArrayDeque<>();
  private int settled;
  private volatile int held;

  /// @param lane its number, from 0
  /// @param parked null where keys are not parked: with tumbling windows
  /// @param windows null without tumbling windows
  BatchRun(
      ShardContext context,
      int lane,
      RecordLetters letters,
      @Nullable ParkedPath parked,
      @Nullable WindowChain windows) {
    this.context = context;
    this.lane = lane;
    this.letters = letters;
    this.reports = new ProgressReports(context);
    this.parked = parked;
    this.windows = windows;
  }

  /// The lane's number.
  int lane() {
    return lane;
  }

  /// The longest time that the lane may wait for a record, in nanoseconds, before it must call
  /// [#deliver] without.
  long patience() {
    return windows == null ? Long.MAX_VALUE : windows.patience();
  }

  /// The number of its records that are not settled.
  int held() {
    return held;
  }

  /// Blocks until each record of the batch is settled.
  ///
  /// @return `false` if the shard is to be left before that
  boolean deliver(Batch batch) throws InterruptedException {
    held = batch.taken();
    settled = 0;
    skip(batch);
    if (windows != null && !closeWindow(batch)) {
      return false;
    }
    if (!batch.records.isEmpty()) {
      context.listener().started(context.shardId(), batch.records.size());
      parts.push(batch.whole());
      if (!work()) {
        return false;
      }
    }
    settle(batch.taken());
    return windows == null || !windows.isTooLarge() || endWindow();
  }

  /// Nothing more comes: the shard is at its end.
  void finish() throws InterruptedException {
    if (windows != null && windows.isOpen()) {
      windows.endEarly();
      endWindow();
    }
  }

  private void skip(Batch batch) throws InterruptedException {
    var ledger = context.services().ledger();
    if (batch.filtered > 0) {
      ledger.count(Entry.FILTERED, batch.filtered);
    }
    if (batch.known > 0) {
      ledger.count(Entry.DEDUPLICATED, batch.known);
    }
    refuse(batch.oversized, RecordLetters.REJECTED, RecordLetters.TOO_LARGE);
    refuse(batch.stopped, GiveUpReason.RECURSION_LIMIT_EXCEEDED.text(), DeliveryServices.TOO_DEEP);
    held = batch.records.size();
  }

  private void refuse(List<StreamRecord> records, String reason, String error)
      throws InterruptedException {
    if (!records.isEmpty()) {
      keep(records, RecordLetters.Reason.withoutAttempt(reason, error), Entry.DEAD);
    }
  }

  /// `false` if the shard is to be left.
  private boolean work() throws InterruptedException {
    while (!parts.isEmpty()) {
      if (!mayGoOn(parts.element())) {
        return false;
      }
      step(parts.element());
      held = parts.stream().mapToInt(Part::size).sum();
    }
    return true;
  }

  /// A shard that is handed over is left when nothing that was begun would come again, or when a lane
  /// sees no end of what it has to settle before: then the others need not go on either.
  private boolean mayGoOn(Part part) {
    if (!context.right().isEnding()) {
      return true;
    }
    if (context.right().isLost() || context.commits().due(lane) == 0) {
      return false;
    }
    if (part.isEndless()) {
      context.commits().abandon();
      return false;
    }
    return true;
  }

  private void step(Part part) throws InterruptedException {
    boolean expired = dropExpired(part);
    boolean fewer = divertParked(part) || expired;
    if (fewer) {
      settle(part.size() == 0 ? part.end() : part.settledBefore(0));
      if (part.size() == 0) {
        parts.remove();
        return;
      }
    }
    if (!mayGoOn(part)) {
      return;
    }
    long wait = part.waitNanos();
    if (wait > 0) {
      context.right().backOff(Duration.ofNanos(Math.min(wait, untilExpiry(part))));
      return;
    }
    Payload payload = payload(part);
    if (!context.mayInvoke(lane)) {
      return;
    }
    InvocationResult result = invoke(part, payload);
    if (context.right().isLost()) {
      return;
    }
    context.services().signals().milestones().reached(Milestone.RESPONSE_READ);
    BatchOutcome outcome = outcome(part, result);
    reports.attempted(outcome);
    act(part, outcome, result);
  }

  /// The one place where a batch is handed to the function. Blocks until it has answered, failed or
  /// timed out, or could not be run.
  private InvocationResult invoke(Part part, Payload payload) throws InterruptedException {
    var request =
        new InvocationRequest(
                part.requestId(),
                context.trigger().function(),
                payload,
                part.state().attempts() + 1,
                false,
                context.clientContext(),
                context.depth(part.records()))
            .from(context.origin(part.records()));
    context.services().signals().milestones().reached(Milestone.INVOKE_SENT);
    try {
      return context.services().functions().invoke(request);
    } catch (UnknownFunctionException e) {
      return new InvocationResult(
          new Outcome.Unreachable(String.valueOf(e.getMessage())),
          null,
          null,
          context.services().clock().instant(),
          Duration.ZERO);
    }
  }

  private Payload payload(Part part) {
    Payload payload = part.payload();
    if (payload == null) {
      payload = context.payload(part.records());
      if (windows != null) {
        payload = windows.frame(payload, false);
      }
      part.payload(payload);
    }
    return payload;
  }

  private BatchOutcome outcome(Part part, InvocationResult result) throws InterruptedException {
    boolean reporting = context.settings().rules().reportItemFailures();
    List<String> ids =
        reporting ? part.records().stream().map(StreamRecord::id).toList() : List.of();
    BatchOutcome outcome = BatchOutcome.of(result.outcome(), reporting, context.shardId(), ids);
    if (windows != null
        && part.size() > 0
        && result.outcome() instanceof Outcome.Succeeded(byte[] answer)) {
      return windows.aggregate(outcome, answer, part.records());
    }
    return outcome;
  }

  private void act(Part part, BatchOutcome outcome, InvocationResult result)
      throws InterruptedException {
    BatchRules rules = context.settings().rules();
    BatchDecision decision =
        BatchPolicy.decide(part.state(), outcome, rules, ThreadLocalRandom.current().nextDouble());
    String error = outcome.error();
    context.last().note(error, context.services().clock().instant());
    if (error != null && !(outcome instanceof BatchOutcome.NotRun)) {
      part.remember(result, error);
    }
    switch (decision) {
      case BatchDecision.Done() -> {
        parts.remove();
        reports.delivered(part, part.size(), result);
        settle(part.end());
      }
      case BatchDecision.Advance(int index, BatchState rest) -> {
        parts.remove();
        parts.push(part.piece(index, part.size(), rest, false));
        reports.delivered(part, index, result);
        settle(part.settledBefore(index));
      }
      case BatchDecision.Retry(Duration delay, BatchState next) -> {
        reports.retried(part, error, delay, next.attempts() > part.state().attempts());
        boolean endless =
            outcome instanceof BatchOutcome.NotRun || rules.maxRetries() == BatchRules.NO_LIMIT;
        part.retry(next, delay.toNanos(), endless);
      }
      case BatchDecision.Bisect(int index, BatchState first, BatchState second) -> {
        parts.remove();
        parts.push(part.piece(index, part.size(), second, true));
        parts.push(part.piece(0, index, first, true));
        reports.retried(part, error, Duration.ZERO, false);
      }
      case BatchDecision.GiveUp(GiveUpCondition condition, int invokeCount) ->
          giveUp(part, part.size(), reason(part, condition, error, invokeCount, result), false);
      case BatchDecision.Park(int count, int invokeCount) -> {
        var exhausted = GiveUpCondition.RETRY_ATTEMPTS_EXHAUSTED;
        giveUp(part, count, reason(part, exhausted, error, invokeCount, result), true);
      }
    }
  }

  /// The one place where records are given up after attempts: the first `count` of a part. The others
  /// go on as a batch of their own.
  private void giveUp(Part part, int count, RecordLetters.Reason reason, boolean park)
      throws InterruptedException {
    if (part.size() == 0) {
      letters.keepEvent(payload(part).toByteArray(), reason);
      parts.remove();
      return;
    }
    List<StreamRecord> givenUp = part.records().subList(0, count);
    keep(givenUp, reason, Entry.DEAD);
    if (park && parked != null) {
      parked.park(givenUp, reason);
    }
    parts.remove();
    if (count < part.size()) {
      BatchState rest = BatchState.fresh(part.size() - count);
      parts.push(part.piece(count, part.size(), rest, false));
      settle(part.settledBefore(count));
    } else {
      settle(part.end());
    }
  }

  private boolean divertParked(Part part) throws InterruptedException {
    return parked != null && parked.divert(part);
  }

  private static RecordLetters.Reason reason(
      Part part,
      GiveUpCondition condition,
      @Nullable String error,
      int invokeCount,
      InvocationResult result) {
    return new RecordLetters.Reason(
        part.requestId(), condition.text(), error, part.attempts(), invokeCount, result);
  }

  private boolean dropExpired(Part part) throws InterruptedException {
    BatchRules rules = context.settings().rules();
    if (rules.maxAge() == null) {
      return false;
    }
    List<Instant> arrivals = part.records().stream().map(StreamRecord::arrivedAt).toList();
    List<Integer> expired =
        BatchPolicy.expired(arrivals, rules, context.services().clock().instant());
    if (expired.isEmpty()) {
      return false;
    }
    String condition = GiveUpCondition.RECORD_AGE_EXCEEDED.text();
    String error = "the record waited longer than " + rules.maxAge();
    List<Attempt> attempts = part.attempts();
    String requestId = part.requestId();
    int invokeCount = Math.max(1, part.state().attempts()); // as AWS, which counts one before any
    List<StreamRecord> dropped = part.drop(expired);
    keep(
        dropped,
        new RecordLetters.Reason(requestId, condition, error, attempts, invokeCount, null),
        Entry.EXPIRED);
    return true;
  }

  /// Nanoseconds until a record of the part becomes too old.
  private long untilExpiry(Part part) {
    Duration maxAge = context.settings().rules().maxAge();
    if (maxAge == null || part.size() == 0) {
      return Long.MAX_VALUE;
    }
    Instant oldest =
        part.records().stream().map(StreamRecord::arrivedAt).min(Instant::compareTo).orElseThrow();
    Duration left =
        Duration.between(context.services().clock().instant(), oldest.plus(maxAge)).plusMillis(1);
    return Math.max(1_000_000, left.toNanos());
  }

  private void keep(List<StreamRecord> records, RecordLetters.Reason reason, Entry entry)
      throws InterruptedException {
    End end = entry == Entry.EXPIRED ? End.EXPIRED : End.DEAD;
    int fresh = letters.keep(records, reason, end);
    reports.kept(records.size(), fresh, entry, reason.error());
  }

  private void settle(int through) throws InterruptedException {
    int more = through - settled;
    settled = through;
    context.commits().settled(lane, more);
  }

  /// Asks the function for the end of the open window, if it is over, and opens the batch's.
  private boolean closeWindow(Batch batch) throws InterruptedException {
    if (windows == null) {
      return true;
    }
    Instant next = batch.records.isEmpty() ? null : batch.records.getFirst().arrivedAt();
    if (windows.isOver(next) && !endWindow()) {
      return false;
    }
    if (next != null) {
      windows.open(next);
    }
    return true;
  }

  private boolean endWindow() throws InterruptedException {
    if (windows == null) {
      return true;
    }
    Part end = new Part(List.of(), new int[0], settled);
    end.payload(windows.frame(context.payload(List.of()), true));
    parts.push(end);
    if (!work()) {
      return false;
    }
    windows.close();
    return true;
  }
}
