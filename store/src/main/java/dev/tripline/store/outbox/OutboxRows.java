package dev.tripline.store.outbox;

import dev.tripline.spi.store.OutboxMessage;
import dev.tripline.store.cipher.PayloadCipher;
import dev.tripline.store.cipher.SealedColumn;
import dev.tripline.store.engine.Json;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Outbox messages as rows, written in the transaction of what they announce.
public final class OutboxRows {
  static final SealedColumn HEADERS =
      SealedColumn.text("outbox", "headers", List.of("sequence"), "id");
  static final SealedColumn ERROR =
      SealedColumn.text("outbox", "last_error", List.of("sequence"), "id");
  static final SealedColumn BODY = SealedColumn.bytes("outbox", "body", List.of("sequence"), "id");
  public static final List<SealedColumn> SEALED = List.of(HEADERS, ERROR, BODY);

  private static final String INSERT =
      """
      INSERT INTO outbox (state, due_at, lease_token, tries, id, destination, headers,
        recursion_depth, dead_letter_id, body, request_id, trace)
      VALUES (0, :now, 0, 0, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private OutboxRows() {}

  public static void insert(
      JdbcClient sql, PayloadCipher cipher, String now, List<OutboxMessage> messages) {
    for (OutboxMessage message : messages) {
      sql.sql(INSERT.replace(":now", now))
          .param(message.id())
          .param(message.destination())
          .param(cipher.seal(HEADERS, Json.strings(message.headers()), message.id()))
          .param(message.recursionDepth())
          .param(message.deadLetterId())
          .param(cipher.seal(BODY, message.body(), message.id()))
          .param(message.cause() == null ? null : message.cause().requestId())
          .param(message.cause() == null ? null : message.cause().trace())
          .update();
    }
  }
}
