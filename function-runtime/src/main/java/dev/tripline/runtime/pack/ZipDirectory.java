package dev.tripline.runtime.pack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The central directory of a zip, read and checked before anything is unpacked.
///
/// Read here and not by `java.util.zip` because that shows no Unix modes, accepts overlapping entries,
/// and lets the local header contradict the directory. Of entries with equal names the last one counts,
/// as for AWS; Gradle's fat jars have such.
final class ZipDirectory {
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int ITEM_SIGNATURE = 0x02014b50;
  private static final int LOCAL_SIGNATURE = 0x04034b50;
  private static final int END_BYTES = 22;
  private static final int ITEM_BYTES = 46;
  private static final int LOCAL_BYTES = 30;
  private static final long UNSIGNED = 0xffff_ffffL;
  private static final int FILE_TYPE = 0170000;

  /// A name of 4,000 bytes has a hundred directories.
  private static final int MAX_DIRECTORIES = 65_536;

  private final ByteBuffer zip;
  private final long limit;

  private ZipDirectory(ByteBuffer zip, long limit) {
    this.zip = zip;
    this.limit = limit;
  }

  /// @param limit of the sizes the directory declares; what is inflated is counted again
  static List<ZipItem> read(FileChannel channel, long limit)
      throws IOException, InvalidPackageException {
    return with(channel, limit, ZipDirectory::items);
  }

  /// See [ZipReading].
  static void requireSingleReading(FileChannel channel)
      throws IOException, InvalidPackageException {
    with(
        channel,
        Long.MAX_VALUE,
        directory -> {
          directory.requireEndOfFile();
          directory.requirePlainNames();
          return directory;
        });
  }

  private interface Work<T> {
    T on(ZipDirectory directory) throws InvalidPackageException;
  }

  private static <T> T with(FileChannel channel, long limit, Work<T> work)
      throws IOException, InvalidPackageException {
    if (channel.size() > Integer.MAX_VALUE || channel.size() < END_BYTES) {
      throw InvalidPackageException.cannotUnzip("a file of " + channel.size() + " bytes");
    }
    ByteBuffer zip =
        channel
            .map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
            .order(ByteOrder.LITTLE_ENDIAN);
    try {
      return work.on(new ZipDirectory(zip, limit));
    } catch (IndexOutOfBoundsException e) {
      throw InvalidPackageException.cannotUnzip("a directory that points outside: " + e);
    }
  }

  /// @param name as it stands in the zip
  private record Entry(byte[] name, ZipItem item) {}

  private List<ZipItem> items() throws InvalidPackageException {
    List<ZipItem> items = lastOfEqualNames(entries().stream().map(Entry::item).toList());
    if (items.stream().mapToLong(ZipItem::bytes).sum() > limit) {
      throw InvalidPackageException.tooLarge(limit);
    }
    refuseClashes(items);
    return items;
  }

  private List<Entry> entries() throws InvalidPackageException {
    int end = findEnd();
    int count = zip.getShort(end + 10) & 0xffff;
    long size = zip.getInt(end + 12) & UNSIGNED;
    long offset = zip.getInt(end + 16) & UNSIGNED;
    long prefix = end - size - offset;
    if (count == 0xffff || prefix < 0 || count != (zip.getShort(end + 8) & 0xffff)) {
      throw InvalidPackageException.cannotUnzip("an unusable directory of " + count + " entries");
    }
    List<Entry> all = new ArrayList<>(count);
    int position = Math.toIntExact(prefix + offset);
    for (int i = 0; i < count; i++) {
      if (zip.getInt(position) != ITEM_SIGNATURE) {
        throw InvalidPackageException.cannotUnzip("a damaged directory at byte " + position);
      }
      byte[] name = bytes(position + ITEM_BYTES, length(position, 28));
      all.add(new Entry(name, item(position, name, prefix)));
      position += ITEM_BYTES + length(position, 28) + length(position, 30) + length(position, 32);
    }
    refuseOverlaps(all.stream().map(Entry::item).toList(), prefix + offset);
    return all;
  }

  private int findEnd() throws InvalidPackageException {
    int last = zip.limit() - END_BYTES;
    for (int at = last; at >= Math.max(0, last - 0xffff); at--) {
      if (zip.getInt(at) == END_SIGNATURE && at + END_BYTES + length(at, 20) <= zip.limit()) {
        return at;
      }
    }
    throw InvalidPackageException.cannotUnzip("no zip directory");
  }

  /// Readers differ in which end record they take where there is more than one, or something behind it.
  private void requireEndOfFile() throws InvalidPackageException {
    for (int at = zip.limit() - END_BYTES; at >= 0; at--) {
      if (zip.getInt(at) == END_SIGNATURE) {
        if (at + END_BYTES + length(at, 20) != zip.limit()) {
          throw InvalidPackageException.cannotUnzip("something behind the zip's end");
        }
        return;
      }
    }
  }

  private void requirePlainNames() throws InvalidPackageException {
    for (Entry entry : entries()) {
      ZipItem item = entry.item();
      boolean directory = item.kind() == ZipItem.Kind.DIRECTORY;
      String plain = directory ? item.name() + "/" : item.name();
      if (!Arrays.equals(entry.name(), plain.getBytes(StandardCharsets.UTF_8))
          || (directory && item.bytes() + item.compressedBytes() > 0)) {
        throw InvalidPackageException.cannotUnzip("the odd entry '" + item.name() + "'");
      }
    }
  }

  private ZipItem item(int position, byte[] name, long prefix) throws InvalidPackageException {
    boolean unix = zip.get(position + 5) == 3 || zip.get(position + 5) == 19;
    int flags = length(position, 8);
    int method = length(position, 10);
    int mode = unix ? zip.getInt(position + 38) >>> 16 : 0;
    String path = ZipNames.canonical(name);
    if ((flags & 1) != 0 || (method != 0 && method != 8)) {
      throw InvalidPackageException.cannotUnzip("'" + path + "' is encrypted or oddly compressed");
    }
    long local = prefix + (zip.getInt(position + 42) & UNSIGNED);
    refuseOtherLocalName(local, name);
    ZipItem.Kind kind = kind(path, mode, ZipNames.isDirectory(name));
    return new ZipItem(
        path,
        kind,
        mode == 0 ? path.equals("bootstrap") : (mode & 0111) != 0,
        method == 8,
        zip.getInt(position + 16) & UNSIGNED,
        zip.getInt(position + 20) & UNSIGNED,
        zip.getInt(position + 24) & UNSIGNED,
        local);
  }

  private static ZipItem.Kind kind(String path, int mode, boolean slash)
      throws InvalidPackageException {
    return switch (mode & FILE_TYPE) {
      case 0, 0100000 -> slash ? ZipItem.Kind.DIRECTORY : ZipItem.Kind.FILE;
      case 0040000 -> ZipItem.Kind.DIRECTORY;
      case 0120000 -> ZipItem.Kind.LINK;
      default ->
          throw InvalidPackageException.cannotUnzip(
              "'" + path + "' is neither a file, a directory nor a link");
    };
  }

  private void refuseOtherLocalName(long offset, byte[] name) throws InvalidPackageException {
    if (offset > zip.limit()) {
      throw InvalidPackageException.cannotUnzip("an entry at byte " + offset + ", outside");
    }
    int local = Math.toIntExact(offset);
    if (zip.getInt(local) != LOCAL_SIGNATURE
        || !Arrays.equals(name, bytes(local + LOCAL_BYTES, length(local, 26)))) {
      throw InvalidPackageException.cannotUnzip("an entry that contradicts the directory");
    }
  }

  private static List<ZipItem> lastOfEqualNames(List<ZipItem> all) {
    Map<String, ZipItem> last = new LinkedHashMap<>();
    for (ZipItem item : all) {
      ZipItem before = last.get(item.name());
      boolean clash =
          before != null
              && (before.kind() == ZipItem.Kind.DIRECTORY)
                  != (item.kind() == ZipItem.Kind.DIRECTORY);
      last.put(clash ? item.name() + '/' : item.name(), item);
    }
    return List.copyOf(last.values());
  }

  private static void refuseClashes(List<ZipItem> items) throws InvalidPackageException {
    Set<String> names = new HashSet<>();
    Set<String> directories = new HashSet<>();
    for (ZipItem item : items) {
      if (item.kind() == ZipItem.Kind.DIRECTORY) {
        directories.add(item.name());
      } else if (item.name().isEmpty()) {
        throw InvalidPackageException.cannotUnzip("a file without a name");
      } else {
        names.add(item.name());
      }
      for (int at = item.name().lastIndexOf('/');
          at > 0;
          at = item.name().lastIndexOf('/', at - 1)) {
        if (!directories.add(item.name().substring(0, at))) {
          break;
        }
      }
      if (directories.size() > MAX_DIRECTORIES) {
        throw InvalidPackageException.cannotUnzip("more than " + MAX_DIRECTORIES + " directories");
      }
    }
    for (String directory : directories) {
      if (names.contains(directory)) {
        throw InvalidPackageException.cannotUnzip("'" + directory + "' as file and as directory");
      }
    }
  }

  /// Entries that share bytes are how 42 KB become gigabytes.
  private void refuseOverlaps(List<ZipItem> items, long directoryStart)
      throws InvalidPackageException {
    long free = 0;
    List<ZipItem> byOffset =
        items.stream().sorted(Comparator.comparingLong(ZipItem::headerOffset)).toList();
    for (ZipItem item : byOffset) {
      if (item.headerOffset() < free) {
        throw InvalidPackageException.cannotUnzip("'" + item.name() + "' overlaps another entry");
      }
      free = dataOffset(zip, item) + item.compressedBytes();
    }
    if (free > directoryStart) {
      throw InvalidPackageException.cannotUnzip("an entry that overlaps the directory");
    }
  }

  static long dataOffset(ByteBuffer zip, ZipItem item) {
    int local = Math.toIntExact(item.headerOffset());
    return (long) local
        + LOCAL_BYTES
        + (zip.getShort(local + 26) & 0xffff)
        + (zip.getShort(local + 28) & 0xffff);
  }

  private byte[] bytes(int position, int length) {
    byte[] bytes = new byte[length];
    zip.get(position, bytes);
    return bytes;
  }

  private int length(int position, int field) {
    return zip.getShort(position + field) & 0xffff;
  }
}
