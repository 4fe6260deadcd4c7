package dev.tripline.retry.batch;

import java.time.Duration;

/// The consequence of the outcome of a stream's batch. Indexes count the batch's records from 0.
public sealed interface BatchDecision {

  /// All of it is finished.
  record Done() implements BatchDecision {}

  /// The records before `index` are finished; the others are tried at once, as a batch of their own.
  record Advance(int index, BatchState rest) implements BatchDecision {}

  /// All of it is tried again after the delay.
  record Retry(Duration delay, BatchState next) implements BatchDecision {}

  /// The records before `index` are tried at once as a batch of their own, and after its end the others.
  record Bisect(int index, BatchState first, BatchState second) implements BatchDecision {}

  /// All of it is given up: dead letters, and one record to the failure destination.
  ///
  /// @param invokeCount how often the function ran with it: `approximateInvokeCount`
  record GiveUp(GiveUpCondition condition, int invokeCount) implements BatchDecision {}

  /// The keys of the first `count` records are parked: these records are kept as dead letters, later
  /// ones of the same keys wait behind them. The others, if any, go on as a new batch.
  ///
  /// @param count 1 if the function named the record, else the whole batch
  record Park(int count, int invokeCount) implements BatchDecision {}
}
