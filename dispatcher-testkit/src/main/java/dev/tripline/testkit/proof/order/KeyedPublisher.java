package dev.tripline.testkit.proof.order;

import dev.tripline.testkit.proof.order.OrderHistory.Sent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/// Publishes records of many keys to a source, each key's in order and one after the other: the next
/// one is sent when the source has taken the last. What was sent is written to a file, one line
/// before and one after it was taken.
public final class KeyedPublisher implements AutoCloseable {
  private final Sender sender;
  private final Path file;
  private final FileChannel log;
  private final Duration pause;
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean running = true;

  private KeyedPublisher(Sender sender, Path file, Duration pause) {
    this.sender = sender;
    this.file = file;
    this.pause = pause;
    try {
      log =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be opened", e);
    }
  }

  /// Hands a record to a source. Used by many threads, for each key by one.
  @FunctionalInterface
  public interface Sender {
    /// Returns when the source has taken it.
    ///
    /// @throws Exception if it may or may not have
    void send(KeyedRecord record) throws Exception;
  }

  /// Starts publishing.
  ///
  /// @param keys number of keys
  /// @param publishers over which they are spread
  /// @param recordsPerSecond of all together, at most
  public static KeyedPublisher start(
      Sender sender, Path file, int keys, int publishers, int recordsPerSecond) {
    Duration pause = Duration.ofSeconds(publishers).dividedBy(recordsPerSecond);
    KeyedPublisher publisher = new KeyedPublisher(sender, file, pause);
    for (int i = 0; i < publishers; i++) {
      List<String> own = new ArrayList<>();
      for (int key = i; key < keys; key += publishers) {
        own.add("k" + key);
      }
      publisher.threads.add(
          Thread.ofVirtual().name("publisher-" + i).start(() -> publisher.run(own)));
    }
    return publisher;
  }

  private void run(List<String> keys) {
    for (long sequence = 0; running; sequence++) {
      for (String key : keys) {
        if (!running) {
          return;
        }
        KeyedRecord record = new KeyedRecord(key, sequence);
        write("sends", record);
        try {
          sender.send(record);
          write("took", record);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        } catch (Exception e) {
          // Taken or not: its line says that it was sent, and no more.
          write("unanswered", record);
        }
        LockSupport.parkNanos(pause.toNanos());
      }
    }
  }

  private void write(String what, KeyedRecord record) {
    String line = "%s %d %s%n".formatted(record.key(), record.sequence(), what);
    try {
      log.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written", e);
    }
  }

  /// Stops publishing, waits for the last answers, and tells from the file what was sent.
  public List<Sent> stop() throws InterruptedException {
    running = false;
    for (Thread thread : threads) {
      thread.join();
    }
    return sent();
  }

  /// The records sent so far, from the file. Blocking.
  public List<Sent> sent() {
    Map<KeyedRecord, Boolean> taken = new LinkedHashMap<>();
    try {
      for (String line : Files.readAllLines(file)) {
        String[] fields = line.split(" ", -1);
        KeyedRecord record = new KeyedRecord(fields[0], Long.parseLong(fields[1]));
        taken.merge(record, fields[2].equals("took"), Boolean::logicalOr);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
    return taken.entrySet().stream().map(one -> new Sent(one.getKey(), one.getValue())).toList();
  }

  @Override
  public void close() {
    running = false;
    try {
      log.close();
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be closed", e);
    }
  }
}
