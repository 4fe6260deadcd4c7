package dev.tripline.store.outbox;

import dev.tripline.spi.store.OutboxMessage;
import dev.tripline.store.engine.Json;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Outbox messages as rows, written in the transaction of what they announce.
public final class OutboxRows {
  private static final String INSERT =
      """
      INSERT INTO outbox (state, due_at, lease_token, tries, id, destination, headers,
        recursion_depth, dead_letter_id, body, request_id, trace)
      VALUES (0, :now, 0, 0, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private OutboxRows() {}

  public static void insert(JdbcClient sql, String now, List<OutboxMessage> messages) {
    for (OutboxMessage message : messages) {
      sql.sql(INSERT.replace(":now", now))
          .param(message.id())
          .param(message.destination())
          .param(Json.strings(message.headers()))
          .param(message.recursionDepth())
          .param(message.deadLetterId())
          .param(message.body())
          .param(message.cause() == null ? null : message.cause().requestId())
          .param(message.cause() == null ? null : message.cause().trace())
          .update();
    }
  }
}
