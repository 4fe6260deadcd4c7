package dev.tripline.store.engine.sqlite;

import dev.tripline.store.engine.StoreRefusedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/// The store's file, locked for this process for as long as this is open, and found sound.
///
/// The lock is on a file beside it: POSIX drops SQLite's own locks when a process closes any handle
/// of the database file, so that file is never opened but by SQLite. The lock file also remembers that
/// a store was made here, so that a store which vanished is noticed.
final class SqliteFile implements AutoCloseable {
  private static final String MADE = "A store was made here.\n";

  private final Path path;
  private final FileChannel lockFile;

  private SqliteFile(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  static SqliteFile lock(Path path) {
    Path absolute = path.toAbsolutePath();
    try {
      Path directory = absolute.getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
      Path lockPath = absolute.resolveSibling(absolute.getFileName() + ".lock");
      FileChannel channel =
          FileChannel.open(
              lockPath,
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      if (tryLock(channel) == null) {
        channel.close();
        throw new StoreRefusedException(
            "The store %s is in use by another process. One dispatcher at a time may open an SQLite"
                    .formatted(absolute)
                + " file: stop the other one, or use PostgreSQL for several.");
      }
      SqliteFile file = new SqliteFile(absolute, channel);
      file.check();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("the store " + absolute + " cannot be reached", e);
    }
  }

  String url() {
    return "jdbc:sqlite:" + path;
  }

  Path path() {
    return path;
  }

  /// Remembers durably that there is a store now.
  void made() {
    try {
      if (lockFile.size() == 0) {
        lockFile.write(ByteBuffer.wrap(MADE.getBytes(StandardCharsets.UTF_8)), 0);
        lockFile.force(true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the store's lock file cannot be written", e);
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException _) {
      return null; // held by this very process
    }
  }

  private void check() throws IOException {
    try {
      boolean empty = !Files.exists(path) || Files.size(path) == 0;
      if (empty && lockFile.size() > 0) {
        throw new StoreRefusedException(
            "The store %s is missing or empty, but there was one. Restore it, or remove %s.lock to begin"
                    .formatted(path, path)
                + " with an empty store.");
      }
      if (empty) {
        create();
      } else {
        checkPages();
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private void create() throws IOException {
    boolean posix = Files.getFileStore(path.getRoot()).supportsFileAttributeView("posix");
    FileAttribute<?>[] attributes =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    try {
      Files.createFile(path, attributes);
    } catch (FileAlreadyExistsException _) {
      return; // left empty by a start that was cut short
    }
  }

  /// Reads every page without changing one, so that a damaged store stays as it is.
  private void checkPages() {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    String finding;
    try (Connection connection = config.createConnection(url());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA quick_check(1)")) {
      finding = row.next() ? row.getString(1) : "no answer";
    } catch (SQLException e) {
      finding = e.getMessage();
    }
    if (!"ok".equals(finding)) {
      throw new StoreRefusedException(
          "The store %s is damaged: %s. Nothing in it was changed. Restore it from a backup, or move it"
                  .formatted(path, finding)
              + " and its .lock, -wal and -shm files away to begin with an empty store.");
    }
  }

  /// Gives the lock back.
  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException("the store's lock file cannot be closed", e);
    }
  }
}
