package dev.tripline.store.plan;

/// Rows of no meaning in the tables of the queue and its neighbours.
final class Filler {
  private Filler() {}

  static void fill(ServerWithLog on, int rows) {
    for (String insert :
        new String[] {
          """
          INSERT INTO invocation (state, owner, lease_token, due_at, accepted_at, request_id,
            function_name, recursion_depth, redrive_count, payload)
          SELECT n % 2, CASE WHEN n % 2 = 1 THEN 1 END, 1, n, n, n, 'f' || n % 20, 0, 0, 'x'
          FROM generate_series(1, ROWS) AS n
          """,
          """
          INSERT INTO outbox (state, due_at, owner, lease_token, tries, id, destination, headers,
            recursion_depth, body)
          SELECT n % 3, n, CASE WHEN n % 3 = 1 THEN 1 END, 1, 0, n, 'd', '{}', 0, 'x'
          FROM generate_series(1, ROWS) AS n
          """,
          """
          INSERT INTO dedup_key (trigger_id, key, accepted_at)
          SELECT 't', n, n FROM generate_series(1, ROWS) AS n
          """,
          """
          INSERT INTO dead_letter (id, request_id, function_name, trigger_id, reason, payload,
            attempts, accepted_at, died_at, redrive_count, error_type, payload_bytes, attempt_count)
          SELECT n, n, 'f' || n % 20, 't' || n % 20, 'r', 'x', '[]', n, n, 0, 'e', 1, 1
          FROM generate_series(1, ROWS) AS n
          """,
          """
          INSERT INTO dead_letter_class (id, function_name, qualifier, error_type, message, other,
            state, state_since, first_at, touched_at)
          SELECT n, 'f' || n % 20, '', 'e', 'm', 0, 'OPEN', n, n, n FROM generate_series(1, ROWS) AS n
          """,
          """
          INSERT INTO dead_letter_class_count (class_id, slot, place, hour, fresh, alive, total, last_at)
          SELECT n, n % 8, n % 24, n, 1, 1, 1, n FROM generate_series(1, ROWS) AS n
          """,
          """
          INSERT INTO audit (at, actor, actor_kind, action, target_kind, target_id, details)
          SELECT n, 'a' || n % 20, 'OPERATOR', 'x', 'y', n, '{}' FROM generate_series(1, ROWS) AS n
          """,
          """
          INSERT INTO source_state (trigger_id, key, value)
          SELECT 't' || n % 20, n, 'v' FROM generate_series(1, ROWS) AS n
          """,
          """
          INSERT INTO shard (trigger_id, shard_id, finished, epoch, leased_until)
          SELECT 't' || n % 20, n, 0, 1, 0 FROM generate_series(1, ROWS) AS n
          """,
          """
          INSERT INTO parked_key (trigger_id, key, shard_id, parked_at, reason)
          SELECT 't' || n % 20, n::text::bytea, 's', n, 'r' FROM generate_series(1, ROWS) AS n
          """,
          """
          INSERT INTO parked_record (trigger_id, key, shard_id, record_id, arrived_at, payload)
          SELECT 't' || n % 20, (n / 4)::text::bytea, 's', n, n, 'x'
          FROM generate_series(1, ROWS) AS n
          """,
          """
          INSERT INTO blob (key, part, bytes) SELECT n, 0, 'x' FROM generate_series(1, ROWS) AS n
          """
        }) {
      on.run(insert.replace("ROWS", Integer.toString(rows)));
    }
  }
}
