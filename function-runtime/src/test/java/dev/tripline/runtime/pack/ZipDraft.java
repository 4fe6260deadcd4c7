package dev.tripline.runtime.pack;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Writes zips that no well-behaved tool would write.
final class ZipDraft {
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
  private int count;

  ZipDraft file(String name, String content) {
    return entry(name, 0100644, content.getBytes(StandardCharsets.UTF_8));
  }

  ZipDraft link(String name, String target) {
    return entry(name, 0120777, target.getBytes(StandardCharsets.UTF_8));
  }

  /// @param mode of Unix; 0 for an entry made elsewhere
  ZipDraft entry(String name, int mode, byte[] content) {
    int offset = body.size();
    return entry(name, name, mode, content, content.length, offset, true);
  }

  /// A second entry that claims the bytes of the one that starts at `offset`.
  ZipDraft overlap(String name, byte[] content, int offset) {
    return entry(name, name, 0100644, content, content.length, offset, false);
  }

  ZipDraft entry(
      String name,
      String localName,
      int mode,
      byte[] content,
      int declaredBytes,
      int offset,
      boolean write) {
    byte[] packed = deflated(content);
    CRC32 crc = new CRC32();
    crc.update(content);
    byte[] raw = name.getBytes(StandardCharsets.UTF_8);
    byte[] local = localName.getBytes(StandardCharsets.UTF_8);
    if (write) {
      body.writeBytes(
          buffer(30)
              .putInt(0x04034b50)
              .putShort((short) 20)
              .putShort((short) 0x800)
              .putShort((short) 8)
              .putInt(0)
              .putInt((int) crc.getValue())
              .putInt(packed.length)
              .putInt(declaredBytes)
              .putShort((short) local.length)
              .putShort((short) 0)
              .array());
      body.writeBytes(local);
      body.writeBytes(packed);
    }
    directory.writeBytes(
        buffer(46)
            .putInt(0x02014b50)
            .putShort((short) (mode == 0 ? 20 : 3 << 8 | 20))
            .putShort((short) 20)
            .putShort((short) 0x800)
            .putShort((short) 8)
            .putInt(0)
            .putInt((int) crc.getValue())
            .putInt(packed.length)
            .putInt(declaredBytes)
            .putShort((short) raw.length)
            .putShort((short) 0)
            .putShort((short) 0)
            .putShort((short) 0)
            .putShort((short) 0)
            .putInt(mode << 16)
            .putInt(offset)
            .array());
    directory.writeBytes(raw);
    count++;
    return this;
  }

  byte[] bytes() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(body.toByteArray());
    all.writeBytes(directory.toByteArray());
    all.writeBytes(
        buffer(22)
            .putInt(0x06054b50)
            .putInt(0)
            .putShort((short) count)
            .putShort((short) count)
            .putInt(directory.size())
            .putInt(body.size())
            .putShort((short) 0)
            .array());
    return all.toByteArray();
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] deflated(byte[] content) {
    try (Deflater deflater = new Deflater(9, true)) {
      deflater.setInput(content);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[64 * 1024];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return out.toByteArray();
    }
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }
}
