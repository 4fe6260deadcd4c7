package dev.tripline.store.blob;

import dev.tripline.spi.store.BlobStore;
import dev.tripline.store.engine.Database;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Blobs as rows of 1 MB, so that every node of a cluster sees them. An opened blob is read row by
/// row.
public final class JdbcBlobStore implements BlobStore {
  private static final int PART = 1 << 20;

  private final Database database;

  public JdbcBlobStore(Database database) {
    this.database = database;
  }

  @Override
  public String put(byte[] content) {
    String key = BlobKey.of(content);
    String now = database.now();
    return database.write(sql -> {
      int known =
          sql.sql("UPDATE blob SET put_at = NOW WHERE key = :key AND part = 0".replace("NOW", now))
              .param("key", key)
              .update();
      if (known > 0) {
        return key;
      }
      int part = 0;
      int from = 0;
      do {
        int to = Math.min(from + PART, content.length);
        sql.sql(
                "INSERT INTO blob (key, part, bytes, put_at) VALUES (:key, :part, :bytes, NOW) ON CONFLICT DO NOTHING"
                    .replace("NOW", now))
            .param("key", key)
            .param("part", part++)
            .param("bytes", Arrays.copyOfRange(content, from, to))
            .update();
        from = to;
      } while (from < content.length);
      return key;
    });
  }

  @Override
  public Optional<InputStream> open(String key) {
    int parts = parts(BlobKey.checked(key));
    return parts == 0 ? Optional.empty() : Optional.of(new Parts(key, parts));
  }

  @Override
  public void delete(String key) {
    database.write(sql ->
        sql.sql("DELETE FROM blob WHERE key = :key").param("key", BlobKey.checked(key)).update());
  }

  @Override
  public int removeUnused(Duration age, Supplier<Set<String>> used) {
    String old = "put_at < " + database.now() + " - :age";
    List<String> candidates =
        database
            .reader()
            .sql("SELECT key FROM blob WHERE part = 0 AND " + old)
            .param("age", age.toMillis())
            .query((row, _) -> row.getString(1))
            .list();
    if (candidates.isEmpty()) {
      return 0;
    }
    Set<String> named = used.get();
    int removed = 0;
    for (String key : candidates) {
      if (!named.contains(key) && removeOlder(key, old, age)) {
        removed++;
      }
    }
    return removed;
  }

  /// The lock keeps a put waiting, which then finds nothing and stores the blob anew; a put that came
  /// first is seen by the lock's own look at the time.
  private boolean removeOlder(String key, String old, Duration age) {
    return database.write(sql -> {
      boolean found =
          sql.sql("SELECT key FROM blob WHERE key = :key AND part = 0 AND " + old + " FOR UPDATE")
              .param("key", key)
              .param("age", age.toMillis())
              .query(String.class)
              .optional()
              .isPresent();
      if (found) {
        sql.sql("DELETE FROM blob WHERE key = :key").param("key", key).update();
      }
      return found;
    });
  }

  private int parts(String key) {
    return database
        .reader()
        .sql("SELECT count(*) FROM blob WHERE key = :key")
        .param("key", key)
        .query(Integer.class)
        .single();
  }

  private byte[] part(String key, int part) {
    List<byte[]> bytes =
        database
            .reader()
            .sql("SELECT bytes FROM blob WHERE key = :key AND part = :part")
            .param("key", key)
            .param("part", part)
            .query((row, _) -> row.getBytes(1))
            .list();
    if (bytes.isEmpty()) {
      throw new IllegalStateException("blob " + key + " was removed while it was read");
    }
    return bytes.getFirst();
  }

  /// Reads part after part.
  private final class Parts extends InputStream {
    private final String key;
    private final int count;
    private int next;
    private InputStream current = InputStream.nullInputStream();

    Parts(String key, int count) {
      this.key = key;
      this.count = count;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      while (true) {
        int read = current.read(into, from, length);
        if (read >= 0 || next == count) {
          return read;
        }
        current = new ByteArrayInputStream(part(key, next++));
      }
    }
  }
}
