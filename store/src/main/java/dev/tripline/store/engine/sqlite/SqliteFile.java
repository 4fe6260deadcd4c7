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
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/// The store's file, locked for this process for as long as this is open, and found sound.
///
/// The lock is on a file beside it: POSIX drops SQLite's own locks when a process closes any handle
/// of the database file, so that file is never opened but by SQLite. The lock file also remembers that
/// a store was made here, so that a store which vanished is noticed, and how far its write-ahead log
/// has come, so that the same holds for that.
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
        Files.createDirectories(
            directory,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
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
            "The store %s is in use by another process".formatted(absolute),
            "one dispatcher at a time may open an SQLite file",
            "Stop the other one, or use PostgreSQL for several.");
      }
      SqliteFile file = new SqliteFile(absolute, channel);
      file.check();
      return file;
    } catch (IOException e) {
      throw new StoreRefusedException(
          "The store %s cannot be reached".formatted(absolute),
          e.toString(),
          "Make its directory writable for the user who starts the dispatcher, or set"
              + " tripline.data-directory to another one.",
          e);
    }
  }

  String url() {
    return "jdbc:sqlite:" + path;
  }

  Path path() {
    return path;
  }

  /// The write-ahead log beside it.
  Path log() {
    return path.resolveSibling(path.getFileName() + "-wal");
  }

  /// Remembers durably how far the log has come.
  void note(LogNote note) throws IOException {
    writeNote(note.text());
  }

  /// Forgets durably that a log was in use: it is about to be taken in.
  void forgetLog() {
    try {
      if (noted().isPresent()) {
        writeNote(LogNote.NONE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the store's lock file cannot be written", e);
    }
  }

  private void writeNote(String text) throws IOException {
    lockFile.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), MADE.length());
    lockFile.force(false);
  }

  private Optional<LogNote> noted() throws IOException {
    ByteBuffer text = ByteBuffer.allocate(LogNote.LENGTH);
    lockFile.read(text, MADE.length());
    return LogNote.parse(new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII));
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
            "The store %s is missing or empty".formatted(path),
            "there was one",
            "Restore it, or remove %s.lock to begin with an empty store.".formatted(path));
      }
      if (empty) {
        create();
      } else {
        checkLog();
        checkPages();
        forgetLog();
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

  private void checkLog() throws IOException {
    Optional<String> damage = LogCheck.damage(log(), noted());
    if (damage.isPresent()) {
      throw new StoreRefusedException(
          "The store %s is damaged".formatted(path),
          damage.get() + "; nothing in it was changed",
          "Bring the log back or restore a backup; or move %1$s-wal and %1$s.lock away to go on without"
                  .formatted(path)
              + " what only the log held.");
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
          "The store %s is damaged".formatted(path),
          finding + "; nothing in it was changed",
          "Restore it from a backup, or move it and its .lock, -wal and -shm files away to begin"
              + " with an empty store.");
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
