package dev.tripline.runtime.pack;

import dev.tripline.spi.file.Utf8Path;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Writes the entries of one zip into an empty directory. Links come last, so that nothing is ever
/// written through one. They are kept as they are, wherever they lead: nothing but the function follows
/// them, in its own world.
final class Unpacker {
  private static final int LINK_BYTES = 4096;

  private final Path root;
  private final ByteBuffer zip;
  private final long limit;
  private final byte[] buffer = new byte[64 * 1024];
  private final List<Path> written = new ArrayList<>();
  private long total;

  private Unpacker(Path root, ByteBuffer zip, long limit) {
    this.root = root;
    this.zip = zip;
    this.limit = limit;
  }

  /// @return the bytes written
  static long unpack(Path zipFile, Path root, long limit)
      throws IOException, InvalidPackageException {
    try (FileChannel channel = FileChannel.open(zipFile)) {
      List<ZipItem> items = ZipDirectory.read(channel, limit);
      ByteBuffer zip =
          channel
              .map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
              .order(ByteOrder.LITTLE_ENDIAN);
      Unpacker unpacker = new Unpacker(root, zip, limit);
      unpacker.write(items);
      DurableFiles.force(unpacker.written);
      return unpacker.total;
    }
  }

  private void write(List<ZipItem> items) throws IOException, InvalidPackageException {
    for (ZipItem item : items) {
      switch (item.kind()) {
        case DIRECTORY -> Files.createDirectories(Utf8Path.below(root, item.name()));
        case FILE -> writeFile(item);
        case LINK -> {}
      }
    }
    for (ZipItem item : items) {
      if (item.kind() == ZipItem.Kind.LINK) {
        writeLink(item);
      }
    }
  }

  private void writeFile(ZipItem item) throws IOException, InvalidPackageException {
    Path file = Utf8Path.below(root, item.name());
    Files.createDirectories(file.getParent());
    try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE_NEW)) {
      copy(item, out);
    }
    written.add(file);
    Files.setPosixFilePermissions(
        file, PosixFilePermissions.fromString(item.executable() ? "r-xr-xr-x" : "r--r--r--"));
  }

  private void writeLink(ZipItem item) throws IOException, InvalidPackageException {
    if (item.bytes() > LINK_BYTES) {
      throw InvalidPackageException.cannotUnzip("a link of " + item.bytes() + " bytes");
    }
    var target = new java.io.ByteArrayOutputStream();
    copy(item, target);
    Path link = Utf8Path.below(root, item.name());
    Files.createDirectories(link.getParent());
    String text = target.toString(StandardCharsets.UTF_8);
    if (text.isEmpty() || text.indexOf('\0') >= 0) {
      throw InvalidPackageException.cannotUnzip("a link '" + item.name() + "' to nothing");
    }
    Files.createSymbolicLink(link, Utf8Path.of(text));
  }

  private void copy(ZipItem item, OutputStream out) throws IOException, InvalidPackageException {
    ByteBuffer data =
        zip.slice(
            Math.toIntExact(ZipDirectory.dataOffset(zip, item)),
            Math.toIntExact(item.compressedBytes()));
    CRC32 crc = new CRC32();
    long written = item.deflated() ? inflate(data, crc, item, out) : store(data, crc, item, out);
    if (written != item.bytes() || crc.getValue() != item.crc()) {
      throw InvalidPackageException.cannotUnzip("'" + item.name() + "' is damaged");
    }
  }

  private long inflate(ByteBuffer data, CRC32 crc, ZipItem item, OutputStream out)
      throws IOException, InvalidPackageException {
    try (Inflater inflater = new Inflater(true)) {
      inflater.setInput(data);
      long written = 0;
      while (!inflater.finished()) {
        int n = inflater.inflate(buffer);
        if (n == 0 && !inflater.finished()) {
          throw InvalidPackageException.cannotUnzip("'" + item.name() + "' ends too early");
        }
        written += n;
        count(n);
        if (written > item.bytes()) {
          throw InvalidPackageException.cannotUnzip("'" + item.name() + "' is larger than it says");
        }
        crc.update(buffer, 0, n);
        out.write(buffer, 0, n);
      }
      return written;
    } catch (DataFormatException e) {
      throw InvalidPackageException.cannotUnzip("'" + item.name() + "': " + e.getMessage());
    }
  }

  private long store(ByteBuffer data, CRC32 crc, ZipItem item, OutputStream out)
      throws IOException, InvalidPackageException {
    while (data.hasRemaining()) {
      int n = Math.min(buffer.length, data.remaining());
      data.get(buffer, 0, n);
      count(n);
      crc.update(buffer, 0, n);
      out.write(buffer, 0, n);
    }
    return item.compressedBytes();
  }

  private void count(int bytes) throws InvalidPackageException {
    total += bytes;
    if (total > limit) {
      throw InvalidPackageException.tooLarge(limit);
    }
  }
}
