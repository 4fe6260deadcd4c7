package dev.tripline.store.blob;

import dev.tripline.spi.store.BlobStore;
import dev.tripline.store.engine.Database;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

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
    if (parts(key) > 0) {
      return key;
    }
    return database.write(sql -> {
      int part = 0;
      int from = 0;
      do {
        int to = Math.min(from + PART, content.length);
        sql.sql(
                "INSERT INTO blob (key, part, bytes) VALUES (:key, :part, :bytes)"
                    + " ON CONFLICT DO NOTHING")
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
