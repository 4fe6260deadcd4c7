package dev.tripline.store.queue;

import dev.tripline.store.engine.Change;

/// What the queue does in its engine's own way: the changes of the hot path, in groups.
interface QueueStatements {
  Change.Kind<EnqueueChange> enqueue();

  Change.Kind<CompleteChange> complete();

  Change.Kind<RetryChange> retry();

  /// Claims rows: named parameters `owner`, `function`, `limit`; answers whole rows.
  String claim(String now);
}
