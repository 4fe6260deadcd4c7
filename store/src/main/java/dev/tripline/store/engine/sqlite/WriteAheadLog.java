package dev.tripline.store.engine.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/// SQLite's write-ahead log, read without SQLite by its fixed format: "WAL-mode File Format" in
/// SQLite's documentation. A header is followed by frames, each a header with one page; all frames
/// of the log's present use carry the salts of its header and a checksum over everything before.
///
/// @param order of the words that checksums are made of
record WriteAheadLog(
    FileChannel file, ByteOrder order, int pageSize, int salt1, int salt2, Sum sum) {
  static final int HEADER = 32;
  private static final int FRAME_HEADER = 24;
  private static final int MAGIC = 0x377f0682;
  private static final int FORMAT = 3_007_000;

  /// The two words of a checksum, which goes on from one frame to the next.
  record Sum(int first, int second) {
    static final Sum ZERO = new Sum(0, 0);

    Sum over(ByteBuffer bytes, int from, int to, ByteOrder order) {
      int first = this.first;
      int second = this.second;
      bytes.order(order);
      for (int i = from; i < to; i += 8) {
        first += bytes.getInt(i) + second;
        second += bytes.getInt(i + 4) + first;
      }
      bytes.order(ByteOrder.BIG_ENDIAN);
      return new Sum(first, second);
    }

    boolean standsAt(ByteBuffer bytes, int at) {
      return bytes.getInt(at) == first && bytes.getInt(at + 4) == second;
    }
  }

  /// Null if the file does not begin with a sound header.
  static @Nullable WriteAheadLog read(FileChannel file) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    if (!fill(file, header, 0)) {
      return null;
    }
    int magic = header.getInt(0);
    if ((magic & ~1) != MAGIC || header.getInt(4) != FORMAT) {
      return null;
    }
    ByteOrder order = (magic & 1) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    Sum sum = Sum.ZERO.over(header, 0, 24, order);
    int pageSize = header.getInt(8);
    boolean possible = pageSize >= 512 && pageSize <= 65_536 && Integer.bitCount(pageSize) == 1;
    if (!possible || !sum.standsAt(header, 24)) {
      return null;
    }
    return new WriteAheadLog(file, order, pageSize, header.getInt(16), header.getInt(20), sum);
  }

  /// The state of a frame, by its header alone.
  enum Frame {
    /// Not of the log's present use, or behind its end.
    FOREIGN,
    /// Of the present use.
    OWN,
    /// The last one of a commit.
    COMMIT
  }

  /// @param number of the frame, from 1
  Frame frame(long number) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(FRAME_HEADER);
    return fill(file, header, at(number)) ? kind(header) : Frame.FOREIGN;
  }

  /// The last frame from `number` on that ends a commit, as the headers of frames have it; 0 if none
  /// does.
  long lastCommit(long number) throws IOException {
    long last = 0;
    for (long n = number; ; n++) {
      switch (frame(n)) {
        case FOREIGN -> {
          return last;
        }
        case OWN -> {}
        case COMMIT -> last = n;
      }
    }
  }

  /// The outcome of reading all frames.
  ///
  /// @param sound frames up to the last sound commit: those that SQLite will use
  /// @param commitsBehind commits whose headers are found behind the first frame that is not sound
  record Extent(long sound, long commitsBehind) {}

  /// Reads the whole log, checksums included.
  Extent extent() throws IOException {
    ByteBuffer frame = ByteBuffer.allocate(FRAME_HEADER + pageSize);
    Sum running = sum;
    long sound = 0;
    long number = 1;
    while (fill(file, frame.clear(), at(number))) {
      Frame kind = kind(frame);
      running = running.over(frame, 0, 8, order).over(frame, FRAME_HEADER, frame.limit(), order);
      if (kind == Frame.FOREIGN || !running.standsAt(frame, 16)) {
        break;
      }
      if (kind == Frame.COMMIT) {
        sound = number;
      }
      number++;
    }
    long commits = 0;
    for (long n = number; at(n) + FRAME_HEADER <= file.size(); n++) {
      if (frame(n) == Frame.COMMIT) {
        commits++;
      }
    }
    return new Extent(sound, commits);
  }

  private long at(long number) {
    return HEADER + (number - 1) * (FRAME_HEADER + pageSize);
  }

  private Frame kind(ByteBuffer header) {
    if (header.getInt(8) != salt1 || header.getInt(12) != salt2 || header.getInt(0) == 0) {
      return Frame.FOREIGN;
    }
    return header.getInt(4) == 0 ? Frame.OWN : Frame.COMMIT;
  }

  /// False if the file ends before the buffer is full.
  private static boolean fill(FileChannel file, ByteBuffer into, long from) throws IOException {
    while (into.hasRemaining()) {
      if (file.read(into, from + into.position()) < 0) {
        return false;
      }
    }
    return true;
  }
}
