package dev.tripline.store.deadletter;

import dev.tripline.spi.deadletter.DeadLetterClass.State;
import dev.tripline.spi.deadletter.DeadLetterClasses.Cursor;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.store.cipher.PayloadCipher;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;

/// A class of dead letters without its figures.
///
/// @param state as it is kept, so that a snooze may be over
record ClassRow(
    String id,
    FunctionTarget function,
    String errorType,
    String message,
    boolean other,
    State state,
    Instant stateSince,
    @Nullable Instant snoozedUntil,
    @Nullable String assignee,
    @Nullable String note,
    Instant firstSeen,
    Instant touchedAt) {

  static RowMapper<ClassRow> reader(PayloadCipher cipher) {
    return (row, _) -> read(cipher, row);
  }

  private static ClassRow read(PayloadCipher cipher, ResultSet row) throws SQLException {
    String id = row.getString("id");
    String qualifier = row.getString("qualifier");
    long until = row.getLong("snoozed_until");
    boolean snoozed = !row.wasNull();
    return new ClassRow(
        id,
        new FunctionTarget(row.getString("function_name"), qualifier.isEmpty() ? null : qualifier),
        row.getString("error_type"),
        String.valueOf(cipher.openOrReason(DeadLetterRows.MESSAGE, row.getString("message"), id)),
        row.getInt("other") == 1,
        State.valueOf(row.getString("state")),
        Instant.ofEpochMilli(row.getLong("state_since")),
        snoozed ? Instant.ofEpochMilli(until) : null,
        row.getString("assignee"),
        row.getString("note"),
        Instant.ofEpochMilli(row.getLong("first_at")),
        Instant.ofEpochMilli(row.getLong("touched_at")));
  }

  Cursor cursor() {
    return new Cursor(touchedAt, id);
  }
}
