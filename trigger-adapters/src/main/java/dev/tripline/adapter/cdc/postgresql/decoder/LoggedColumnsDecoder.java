package dev.tripline.adapter.cdc.postgresql.decoder;

import dev.tripline.adapter.cdc.engine.UnloggedColumns;
import io.debezium.connector.postgresql.PostgresSchema;
import io.debezium.connector.postgresql.PostgresStreamingChangeEventSource.PgConnectionSupplier;
import io.debezium.connector.postgresql.PostgresType;
import io.debezium.connector.postgresql.TypeRegistry;
import io.debezium.connector.postgresql.connection.MessageDecoderContext;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.connector.postgresql.connection.ReplicationMessage;
import io.debezium.connector.postgresql.connection.ReplicationStream.ReplicationMessageProcessor;
import io.debezium.connector.postgresql.connection.pgoutput.PgOutputMessageDecoder;
import io.debezium.connector.postgresql.connection.pgoutput.PgOutputReplicationMessage;
import io.debezium.relational.Column;
import io.debezium.relational.Table;
import io.debezium.relational.TableEditor;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Marks the columns that a message of `pgoutput` has no values of: in the image of a row before a
/// change, those that do not belong to the table's replica identity, and in the image after it, large
/// values that the change did not touch. A row's key is its replica identity where that is an index.
///
/// The server tells a table's replica identity in front of its changes, as it was at their time: see
/// "Logical Replication Message Formats" in PostgreSQL's documentation. For the thread of one reading.
final class LoggedColumnsDecoder extends PgOutputMessageDecoder {
  private static final int IS_IDENTITY = 1;
  private static final char INDEX = 'i';

  private final PostgresSchema schema;
  private final Map<Integer, Logged> relations = new HashMap<>();

  LoggedColumnsDecoder(MessageDecoderContext context, PostgresConnection catalogue) {
    super(context, catalogue);
    this.schema = context.getSchema();
  }

  /// @param told the table as Debezium has made it of the server's message
  /// @param identity the columns of the image before
  /// @param byIndex whether the replica identity is an index that need not be the primary key
  /// @param untouched the columns that the present message has no value of in the image after
  private record Logged(Table told, List<String> identity, boolean byIndex, Set<String> untouched) {
    Logged leaving(Set<String> columns) {
      return new Logged(told, identity, byIndex, columns);
    }

    Table marked() {
      TableEditor editor = told.edit();
      for (Column column : told.columns()) {
        String mark =
            UnloggedColumns.mark(
                !identity.contains(column.name()), untouched.contains(column.name()));
        if (mark != null) {
          // Else a value would be made up where there is none.
          editor.updateColumn(column.edit().optional(true).comment(mark).create());
        }
      }
      if (byIndex) {
        editor.setPrimaryKeyNames(identity);
      }
      return editor.create();
    }
  }

  @Override
  public void processNotEmptyMessage(
      ByteBuffer buffer, ReplicationMessageProcessor processor, TypeRegistry types)
      throws SQLException, InterruptedException {
    ByteBuffer seen = buffer.duplicate();
    switch ((char) seen.get()) {
      case 'R' -> {
        super.processNotEmptyMessage(buffer, processor, types);
        note(seen);
      }
      case 'I', 'U' -> {
        int relation = seen.getInt();
        super.processNotEmptyMessage(
            buffer, message -> processor.process(without(relation, message)), types);
      }
      default -> super.processNotEmptyMessage(buffer, processor, types);
    }
  }

  private void note(ByteBuffer message) {
    int relation = message.getInt();
    Table told = schema.tableFor(relation);
    if (told == null) {
      return;
    }
    skipText(message);
    skipText(message);
    boolean byIndex = message.get() == INDEX;
    Set<String> identity = new HashSet<>();
    int columns = message.getShort();
    for (int i = 0; i < columns; i++) {
      boolean isIdentity = (message.get() & IS_IDENTITY) != 0;
      if (isIdentity) {
        identity.add(told.columns().get(i).name());
      }
      skipText(message);
      message.getInt();
      message.getInt();
    }
    List<String> ordered = told.retrieveColumnNames().stream().filter(identity::contains).toList();
    apply(relation, new Logged(told, ordered, byIndex, Set.of()));
  }

  private static void skipText(ByteBuffer message) {
    while (message.get() != 0) {
      // goes on
    }
  }

  private void apply(int relation, Logged logged) {
    relations.put(relation, logged);
    schema.applySchemaChangesForTable(relation, logged.marked());
  }

  /// The message with nulls for values that it does not have; the table's columns tell that from then on.
  private ReplicationMessage without(int relation, ReplicationMessage message) {
    Logged logged = relations.get(relation);
    if (logged == null) {
      return message;
    }
    Set<String> untouched = untouched(logged, message);
    if (!untouched.equals(logged.untouched())) {
      apply(relation, logged.leaving(untouched));
    }
    return untouched.isEmpty() ? message : emptied(message, untouched);
  }

  /// A value that the image before has is taken from there.
  private static Set<String> untouched(Logged logged, ReplicationMessage message) {
    List<ReplicationMessage.Column> before = message.getOldTupleList();
    Set<String> untouched = new HashSet<>();
    for (ReplicationMessage.Column column : message.getNewTupleList()) {
      String name = column.getName();
      if (column.isToastedColumn() && (before == null || !logged.identity().contains(name))) {
        untouched.add(name);
      }
    }
    return untouched;
  }

  private static ReplicationMessage emptied(ReplicationMessage message, Set<String> columns) {
    OptionalLong transaction = message.getTransactionId();
    List<ReplicationMessage.Column> after = new ArrayList<>();
    for (ReplicationMessage.Column column : message.getNewTupleList()) {
      after.add(columns.contains(column.getName()) ? new NullColumn(column) : column);
    }
    return new PgOutputReplicationMessage(
        message.getOperation(),
        message.getTable(),
        message.getCommitTime(),
        transaction.isPresent() ? transaction.getAsLong() : null,
        message.getOldTupleList(),
        after);
  }

  /// A column with a null in the place of Debezium's own word for a missing value, which is not to be told
  /// from data.
  private record NullColumn(ReplicationMessage.Column column) implements ReplicationMessage.Column {
    @Override
    public String getName() {
      return column.getName();
    }

    @Override
    public PostgresType getType() {
      return column.getType();
    }

    @Override
    public ReplicationMessage.ColumnTypeMetadata getTypeMetadata() {
      return column.getTypeMetadata();
    }

    @Override
    public @Nullable Object getValue(
        PgConnectionSupplier connection, boolean includeUnknownDatatypes) {
      return null;
    }

    @Override
    public boolean isOptional() {
      return true;
    }
  }
}
