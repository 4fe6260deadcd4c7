package dev.tripline.store.rotation;

import dev.tripline.store.cipher.PayloadCipher;
import dev.tripline.store.cipher.PayloadKeys;
import dev.tripline.store.cipher.SealedColumn;
import dev.tripline.store.engine.Database;
import dev.tripline.store.engine.StoreRefusedException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The keys by which values of the store may be encrypted, as rows of a table. A key is in it from before
/// its first use until no value has it any more. Blocking; safe for many threads.
public final class KeyRegister {
  /// A node notes that it writes with its key more often than this.
  private static final long WRITING_MILLIS = 120_000;

  /// Opened by the right key alone.
  private static final SealedColumn PROOF =
      SealedColumn.text("payload_key", "proof", List.of("id"), "id");

  private static final String PUT =
      """
      INSERT INTO payload_key (id, proof, since, active_at, swept) VALUES (:id, :proof, NOW, NOW, 0)
      ON CONFLICT (id) DO
      """;

  private static final String ADD = PUT + "NOTHING";
  private static final String NOTE = PUT + "UPDATE SET active_at = excluded.active_at";

  private static final String KEYS =
      """
      SELECT id, proof, since, swept,
        CASE WHEN active_at > NOW - :writing THEN 1 ELSE 0 END AS written
      FROM payload_key ORDER BY since DESC, id
      """;

  /// Unless another node has noted it meanwhile.
  private static final String WITHDRAW =
      "DELETE FROM payload_key WHERE id = :id AND active_at = since";

  private static final String RETIRE =
      "DELETE FROM payload_key WHERE id <> :active AND active_at < :begun - :writing";

  private final Database database;
  private final PayloadKeys keys;

  public KeyRegister(Database database, PayloadKeys keys) {
    this.database = database;
    this.keys = keys;
  }

  /// A key by which values of the store may be encrypted.
  ///
  /// @param since when it was used first
  /// @param written whether a node encrypts new values with it now
  /// @param swept whether all older values are known to have it
  public record KeyInUse(String id, Instant since, boolean written, boolean swept) {}

  private record Row(KeyInUse key, String proof) {}

  /// Looks whether all keys that are in use are here, and notes the active one. Of two first starts at the same
  /// moment with different keys one at most gets through.
  ///
  /// @throws StoreRefusedException if one is missing, or is not the key that was used under its id; the
  ///     keys that are noted are the same as before then
  public void open() {
    List<Row> before = rows();
    Optional<PayloadKeys.Key> active;
    try {
      active = keys.active(before::isEmpty);
    } catch (IllegalStateException e) {
      throw refused(String.valueOf(e.getMessage()), before, e);
    }
    check(before);
    active.ifPresent(this::enter);
  }

  private void enter(PayloadKeys.Key key) {
    boolean added = put(ADD, key) == 1;
    try {
      check(rows());
    } catch (StoreRefusedException e) {
      if (added) {
        database.write(sql -> sql.sql(WITHDRAW).param("id", key.id()).update());
      }
      throw e;
    }
    note(key);
  }

  private void check(List<Row> rows) {
    rows.forEach(row -> check(row, rows));
  }

  private void check(Row row, List<Row> all) {
    String id = row.key.id();
    try {
      PayloadKeys.Key key =
          keys.find(id)
              .orElseThrow(() ->
                  new IllegalStateException(
                      "it still has values that are encrypted with the key "
                          + id
                          + ", which is not there"));
      new PayloadCipher(only(key)).open(PROOF, row.proof, id);
    } catch (IllegalStateException e) {
      throw refused(String.valueOf(e.getMessage()), all, e);
    }
  }

  private static StoreRefusedException refused(
      String reason, List<Row> rows, IllegalStateException cause) {
    String ids = String.join(", ", rows.stream().map(row -> row.key.id()).toList());
    return new StoreRefusedException(
        "The store's payloads cannot be read",
        reason,
        (ids.isEmpty() ? "" : "Keys in use: " + ids + ". ")
            + "Bring the file of payload keys back that this store was used with.",
        cause);
  }

  private void note(PayloadKeys.Key key) {
    put(NOTE, key);
  }

  private int put(String statement, PayloadKeys.Key key) {
    String proof = new PayloadCipher(only(key)).seal(PROOF, key.id(), key.id());
    return database.write(sql ->
        sql.sql(statement.replace("NOW", database.now()))
            .param("id", key.id())
            .param("proof", proof)
            .update());
  }

  private static PayloadKeys only(PayloadKeys.Key key) {
    return new PayloadKeys() {
      @Override
      public Optional<Key> active(BooleanSupplier mayMake) {
        return Optional.of(key);
      }

      @Override
      public Optional<Key> find(String id) {
        return id.equals(key.id()) ? Optional.of(key) : Optional.empty();
      }

      @Override
      public void reread(Consumer<Key> beforeUse) {}
    };
  }

  /// Sees changes of the keys, and notes that this node writes with the active one: with another one than
  /// before, before its first use. Answers its id, null if nothing is encrypted.
  @Nullable String renew() {
    keys.reread(this::note);
    Optional<PayloadKeys.Key> active = keys.active(() -> false);
    active.ifPresent(this::note);
    return active.map(PayloadKeys.Key::id).orElse(null);
  }

  /// The keys in use, the newest first.
  public List<KeyInUse> inUse() {
    return rows().stream().map(Row::key).toList();
  }

  private List<Row> rows() {
    return database
        .reader()
        .sql(KEYS.replace("NOW", database.now()))
        .param("writing", WRITING_MILLIS)
        .query((row, _) ->
            new Row(
                new KeyInUse(
                    row.getString("id"),
                    Instant.ofEpochMilli(row.getLong("since")),
                    row.getInt("written") == 1,
                    row.getInt("swept") == 1),
                row.getString("proof")))
        .list();
  }

  /// Notes that at the end of a pass over all values none was left with another key than this. Keys are
  /// forgotten unless some node has written with them since shortly before the pass began.
  ///
  /// @param active null if nothing is encrypted
  /// @param begunAt by the store's time, in milliseconds
  void passed(@Nullable String active, long begunAt) {
    database.write(sql -> {
      sql.sql("UPDATE payload_key SET swept = 1 WHERE id = :active")
          .param("active", active == null ? "" : active)
          .update();
      return sql.sql(RETIRE)
          .param("active", active == null ? "" : active)
          .param("begun", begunAt)
          .param("writing", WRITING_MILLIS)
          .update();
    });
  }
}
