package dev.tripline.adapter.cdc.engine;

import dev.tripline.spi.store.SourceStateStore;
import io.debezium.config.Configuration;
import io.debezium.document.DocumentReader;
import io.debezium.document.DocumentWriter;
import io.debezium.relational.history.AbstractSchemaHistory;
import io.debezium.relational.history.HistoryRecord;
import io.debezium.relational.history.HistoryRecordComparator;
import io.debezium.relational.history.SchemaHistoryException;
import io.debezium.relational.history.SchemaHistoryListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The changes of tables' definitions, kept with the state of the trigger: rows in a binary log do not
/// say which columns they have.
public final class StoredSchemaHistory extends AbstractSchemaHistory {

  /// The property with the key of a [Place] in the [Handover].
  public static final String PLACE = CONFIGURATION_FIELD_PREFIX_STRING + "tripline.place";

  private static final String PREFIX = "changes.schema.";

  private @Nullable Place place;

  /// Called by the engine.
  public StoredSchemaHistory() {}

  /// The state that the history is a part of. Blocking; safe for many threads.
  public record Place(SourceStateStore store, String triggerId) {

    private List<String> entries() {
      Map<String, String> sorted = new TreeMap<>(store.load(triggerId));
      List<String> entries = new ArrayList<>();
      sorted.forEach((name, value) -> {
        if (name.startsWith(PREFIX)) {
          entries.add(value);
        }
      });
      return entries;
    }

    private synchronized void add(String entry) {
      store.save(triggerId, Map.of("%s%08d".formatted(PREFIX, entries().size()), entry));
    }

    public boolean isEmpty() {
      return entries().isEmpty();
    }

    /// Before a snapshot, which writes it anew.
    public void clear() {
      Map<String, String> removed = new HashMap<>();
      store.load(triggerId).keySet().stream()
          .filter(name -> name.startsWith(PREFIX))
          .forEach(name -> removed.put(name, ""));
      if (!removed.isEmpty()) {
        store.save(triggerId, removed);
      }
    }
  }

  @Override
  public void configure(
      Configuration config,
      HistoryRecordComparator comparator,
      SchemaHistoryListener listener,
      boolean useCatalogBeforeSchema) {
    super.configure(config, comparator, listener, useCatalogBeforeSchema);
    place = Handover.find(config.getString(PLACE), Place.class);
  }

  private Place place() {
    Place configured = place;
    if (configured == null) {
      throw new SchemaHistoryException("the schema history was not configured");
    }
    return configured;
  }

  @Override
  protected void storeRecord(HistoryRecord record) {
    try {
      place().add(DocumentWriter.defaultWriter().write(record.document()));
    } catch (IOException e) {
      throw new SchemaHistoryException("a table's new definition cannot be written", e);
    }
  }

  @Override
  protected void recoverRecords(Consumer<HistoryRecord> records) {
    for (String entry : place().entries()) {
      try {
        records.accept(new HistoryRecord(DocumentReader.defaultReader().read(entry)));
      } catch (IOException e) {
        throw new SchemaHistoryException("a table's definition cannot be read", e);
      }
    }
  }

  @Override
  public boolean exists() {
    return !place().entries().isEmpty();
  }

  @Override
  public boolean storageExists() {
    return true;
  }
}
