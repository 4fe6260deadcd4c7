package dev.tripline.adapter.storage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A file and, if they are wanted, its bytes: those of its checksum.
///
/// @param wanted whether its event is to carry the bytes
/// @param bytes null if they are not wanted or too many
record FileContents(KnownFile file, boolean wanted, byte @Nullable [] bytes) {
  private static final int BUFFER = 64 * 1024;

  static FileContents unread(KnownFile file) {
    return new FileContents(file, false, null);
  }

  /// Reads it to its end, following no symbolic link. The attributes are those after the last byte was
  /// read.
  ///
  /// @param most the number of bytes up to which they are kept; 0 for none
  static FileContents read(Path path, long sequence, int most)
      throws IOException, InterruptedException {
    try (SeekableByteChannel channel =
        Files.newByteChannel(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      var kept = new ByteArrayOutputStream();
      long size = 0;
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
      while (channel.read(buffer) >= 0) {
        buffer.flip();
        size += buffer.remaining();
        if (size <= most) {
          kept.write(buffer.array(), 0, buffer.remaining());
        }
        md5.update(buffer);
        buffer.clear();
      }
      KnownFile file =
          KnownFile.of(
              Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS),
              HexFormat.of().formatHex(md5.digest()),
              sequence);
      return new FileContents(file, most > 0, most > 0 && size <= most ? kept.toByteArray() : null);
    } catch (ClosedByInterruptException _) {
      Thread.interrupted();
      throw new InterruptedException();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has MD5", e);
    }
  }
}
