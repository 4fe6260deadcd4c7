package dev.tripline.store.rotation;

import dev.tripline.store.cipher.PayloadCipher;
import dev.tripline.store.cipher.SealedColumn;
import dev.tripline.store.engine.Database;
import dev.tripline.store.rotation.KeyRegister.KeyInUse;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Encrypts values of the store anew that have not the active key: those of older keys, and those from
/// before anything was encrypted. If nothing is to be encrypted any more it decrypts them. It goes through
/// all columns again and again in slices, as long as a key is in use that is not active; then keys that no
/// value has are forgotten. Several nodes may do it at the same time. Safe for many threads.
public final class Resealing {
  private static final Logger log = LoggerFactory.getLogger(Resealing.class);
  private static final int ROWS_AT_ONCE = 500;
  private static final int MOST_LOOKED_AT = 20_000;
  private static final int MOST_CHANGED = 5_000;
  private static final long MOST_BYTES = 32L << 20;
  private static final int CHANGES_AT_ONCE = 50;
  private static final long BYTES_AT_ONCE = 4L << 20;

  private final Database database;
  private final PayloadCipher cipher;
  private final KeyRegister register;
  private final List<SealedColumn> columns;
  private @Nullable Pass pass;
  private volatile int keysInUse;

  /// Whether a pass was made since the start: before it, a node may have written without a key.
  private boolean passed;

  /// @param columns those of the store itself
  public Resealing(Database database, KeyRegister register, List<SealedColumn> columns) {
    this.database = database;
    this.cipher = database.cipher();
    this.register = register;
    this.columns = new CopyOnWriteArrayList<>(columns);
  }

  /// Adds columns of tables that modules above have added.
  public void include(List<SealedColumn> more) {
    columns.addAll(more);
  }

  /// The number of keys in use, as the last slice found it. Never blocks.
  public int keys() {
    return keysInUse;
  }

  private static final class Pass {
    final @Nullable String key;
    final long begunAt;
    int column;
    List<Object> position = List.of();
    long left;

    Pass(@Nullable String key, long begunAt) {
      this.key = key;
      this.begunAt = begunAt;
    }
  }

  private record Head(List<Object> key, @Nullable String sealedBy, long bytes) {}

  private record Resealed(List<Object> key, Object before, Object after) {}

  /// Sees changes of the keys, and does a part of the work, with bounds on rows and bytes. Blocking. Answers
  /// the number of values that it has changed.
  public synchronized int slice() {
    String active = register.renew();
    List<KeyInUse> inUse = register.inUse();
    keysInUse = inUse.size();
    if (!mayWork(active, inUse)) {
      pass = null;
      return 0;
    }
    Pass current = pass;
    if (current == null || !Objects.equals(current.key, active)) {
      current = new Pass(active, now());
      pass = current;
    }
    return slice(current);
  }

  /// Whether there may be something to do, and it is for this node to do it: not for one whose key is older
  /// than one with which others write.
  private boolean mayWork(@Nullable String active, List<KeyInUse> inUse) {
    Optional<KeyInUse> own = inUse.stream().filter(key -> key.id().equals(active)).findFirst();
    List<KeyInUse> others = inUse.stream().filter(key -> !key.id().equals(active)).toList();
    boolean newerIsWritten =
        others.stream()
            .anyMatch(
                key -> key.written() && (own.isEmpty() || key.since().isAfter(own.get().since())));
    boolean work = !others.isEmpty() || own.filter(key -> !key.swept() || !passed).isPresent();
    return work && !newerIsWritten;
  }

  private int slice(Pass current) {
    int looked = 0;
    int changed = 0;
    long bytes = 0;
    while (looked < MOST_LOOKED_AT && changed < MOST_CHANGED && bytes < MOST_BYTES) {
      if (current.column >= columns.size()) {
        end(current);
        return changed;
      }
      SealedColumn column = columns.get(current.column);
      List<Head> heads = heads(column, current.position);
      int done = 0;
      while (done < heads.size() && changed < MOST_CHANGED && bytes < MOST_BYTES) {
        List<Head> others = new ArrayList<>();
        done = takeOthers(heads, done, current.key, others);
        changed += write(column, resealed(current, column, others));
        bytes += others.stream().mapToLong(Head::bytes).sum();
        current.position = heads.get(done - 1).key;
      }
      looked += done;
      if (done == heads.size() && done < ROWS_AT_ONCE) {
        current.column++;
        current.position = List.of();
      }
    }
    return changed;
  }

  /// Takes as many as are held at once of those that have another key: one at least, if there is one. Answers
  /// behind which head it stopped.
  private static int takeOthers(
      List<Head> heads, int from, @Nullable String key, List<Head> others) {
    long bytes = 0;
    int next = from;
    for (; next < heads.size(); next++) {
      Head head = heads.get(next);
      if (Objects.equals(head.sealedBy, key)) {
        continue;
      }
      boolean full = others.size() == CHANGES_AT_ONCE || bytes + head.bytes > BYTES_AT_ONCE;
      if (full && !others.isEmpty()) {
        break;
      }
      others.add(head);
      bytes += head.bytes;
    }
    return next;
  }

  private void end(Pass current) {
    pass = null;
    if (current.left == 0) {
      passed = true;
      register.passed(current.key, current.begunAt);
    } else {
      log.warn(
          "{} values of the store cannot be decrypted and stay as they are; the keys in use stay"
              + " noted",
          current.left);
    }
  }

  private long now() {
    return database.reader().sql("SELECT " + database.now()).query(Long.class).single();
  }

  private List<Head> heads(SealedColumn column, List<Object> position) {
    String names = String.join(", ", column.key());
    String behind =
        position.isEmpty() ? "" : " AND (%s) > (%s)".formatted(names, marks(column.key().size()));
    return database
        .reader()
        .sql(
            "SELECT %1$s, substr(%2$s, 1, %3$d) AS head, octet_length(%2$s) AS bytes FROM %4$s WHERE %2$s IS NOT NULL%5$s ORDER BY %1$s LIMIT %6$d"
                .formatted(
                    names,
                    column.column(),
                    PayloadCipher.LONGEST_HEAD,
                    column.table(),
                    behind,
                    ROWS_AT_ONCE))
        .params(position)
        .query((row, _) -> head(column, row))
        .list();
  }

  private static String marks(int number) {
    return String.join(", ", Collections.nCopies(number, "?"));
  }

  private static Head head(SealedColumn column, ResultSet row) throws SQLException {
    String by =
        column.text()
            ? PayloadCipher.keyOf(row.getString("head"))
            : PayloadCipher.keyOf(row.getBytes("head"));
    // One that only looks encrypted has no key.
    return new Head(
        values(row, column.key()), by == null || by.isEmpty() ? null : by, row.getLong("bytes"));
  }

  private static List<Object> values(ResultSet row, List<String> names) throws SQLException {
    List<Object> values = new ArrayList<>();
    for (String name : names) {
      values.add(row.getObject(name));
    }
    return values;
  }

  /// Encrypts some of them anew, one after the other; those that are gone meanwhile are left out.
  private List<Resealed> resealed(Pass current, SealedColumn column, List<Head> heads) {
    List<Resealed> some = new ArrayList<>();
    for (Head head : heads) {
      try {
        resealed(column, head).ifPresent(some::add);
      } catch (IllegalStateException e) {
        current.left++;
        log.debug("A value of {} stays as it is", column, e);
      }
    }
    return some;
  }

  private Optional<Resealed> resealed(SealedColumn column, Head head) {
    List<String> names = new ArrayList<>(column.bound());
    names.add(column.column());
    return database
        .reader()
        .sql(
            "SELECT %s FROM %s WHERE %s AND %s IS NOT NULL"
                .formatted(
                    String.join(", ", names), column.table(), ofRow(column), column.column()))
        .params(head.key)
        .query((row, _) -> resealed(column, head.key, row))
        .optional();
  }

  private static String ofRow(SealedColumn column) {
    return String.join(" = ? AND ", column.key()) + " = ?";
  }

  private Resealed resealed(SealedColumn column, List<Object> key, ResultSet row)
      throws SQLException {
    String[] bound = new String[column.bound().size()];
    for (int i = 0; i < bound.length; i++) {
      Object value = row.getObject(column.bound().get(i));
      bound[i] =
          switch (value) {
            case null -> "";
            case byte[] bytes -> new String(bytes, StandardCharsets.UTF_8);
            default -> value.toString();
          };
    }
    if (column.text()) {
      String before = row.getString(column.column());
      String after = cipher.seal(column, cipher.open(column, before, bound), bound);
      return new Resealed(key, before, after);
    }
    byte[] before = row.getBytes(column.column());
    byte[] after = cipher.seal(column, cipher.open(column, before, bound), bound);
    return new Resealed(key, before, after);
  }

  /// What was changed by others since it was read stays as they have written it.
  private int write(SealedColumn column, List<Resealed> values) {
    if (values.isEmpty()) {
      return 0;
    }
    String update =
        "UPDATE %1$s SET %2$s = ? WHERE %3$s AND %2$s = ?"
            .formatted(column.table(), column.column(), ofRow(column));
    return database.write(sql -> {
      int changed = 0;
      for (Resealed value : values) {
        List<Object> params = new ArrayList<>();
        params.add(value.after);
        params.addAll(value.key);
        params.add(value.before);
        changed += sql.sql(update).params(params).update();
      }
      return changed;
    });
  }
}
