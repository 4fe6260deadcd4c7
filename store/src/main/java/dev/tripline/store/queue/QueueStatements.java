package dev.tripline.store.queue;

import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.store.engine.Change;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The queue's statements in its engine's own way; the changes of the hot path come in groups.
public interface QueueStatements {
  Change.Kind<EnqueueChange> enqueue();

  Change.Kind<CompleteChange> complete();

  Change.Kind<RetryChange> retry();

  /// Claims rows: named parameters `owner`, `function`, `limit`; answers whole rows.
  String claim(String now);

  /// Enqueues a dead letter's payload, unclaimed and due now, within the transaction.
  void redrive(JdbcClient sql, DeadLetter letter, String requestId);
}
