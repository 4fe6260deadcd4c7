package dev.tripline.store.queue;

import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.store.engine.Change;
import java.util.List;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The queue's statements in its engine's own way; the changes of the hot path come in groups.
public interface QueueStatements {
  Change.Kind<EnqueueChange> enqueue();

  Change.Kind<CompleteChange> complete();

  Change.Kind<RetryChange> retry();

  /// Claims rows of no tenant: named parameters `owner`, `function`, `since` (the lowest due time),
  /// `limit`; answers whole rows.
  String claim(String now);

  /// Claims rows of tenants, of each the same number, within the transaction; answers whole rows.
  <T> List<T> claimOfTenants(JdbcClient sql, TenantClaim claim, RowMapper<T> rows);

  /// The first of a group has left the queue within the transaction: the next one becomes due.
  void release(JdbcClient sql, String orderKey);

  /// Enqueues a dead letter's payload, unclaimed and due now, or behind others of its group, within the
  /// transaction. Answers its number.
  long redrive(JdbcClient sql, DeadLetter letter, String requestId);
}
