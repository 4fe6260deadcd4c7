package dev.tripline.testkit.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/// The tar of a layer in the making. Paths are written as they are given, hostile ones too.
public final class LayerDraft {
  /// One for all, so that the same content is the same layer.
  private static final FileTime MADE = FileTime.fromMillis(1_700_000_000_000L);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final TarArchiveOutputStream tar =
      new TarArchiveOutputStream(bytes, StandardCharsets.UTF_8.name());

  public LayerDraft() {
    tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
    tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
  }

  public LayerDraft file(String path, String content) {
    return file(path, content.getBytes(StandardCharsets.UTF_8), 0644);
  }

  public LayerDraft executable(String path, String content) {
    return file(path, content.getBytes(StandardCharsets.UTF_8), 0755);
  }

  /// @param mode its rights
  public LayerDraft file(String path, byte[] content, int mode) {
    return entry(path, TarConstants.LF_NORMAL, content, entry -> entry.setMode(mode));
  }

  /// A file of this machine, under its own path.
  public LayerDraft copy(Path file) {
    try {
      return file(
          file.toString().substring(1),
          Files.readAllBytes(file),
          Files.isExecutable(file) ? 0755 : 0644);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public LayerDraft directory(String path) {
    return entry(path + "/", TarConstants.LF_DIR, new byte[0], _ -> {});
  }

  public LayerDraft symbolicLink(String path, String target) {
    return entry(path, TarConstants.LF_SYMLINK, new byte[0], entry -> entry.setLinkName(target));
  }

  public LayerDraft hardLink(String path, String target) {
    return entry(path, TarConstants.LF_LINK, new byte[0], entry -> entry.setLinkName(target));
  }

  /// @param type one of [TarConstants]
  public LayerDraft special(String path, byte type) {
    return special(path, type, new byte[0]);
  }

  /// As above, with content.
  public LayerDraft special(String path, byte type, byte[] content) {
    return entry(path, type, content, _ -> {});
  }

  /// Takes a path of a lower layer away.
  public LayerDraft whiteout(String path) {
    int slash = path.lastIndexOf('/') + 1;
    return file(path.substring(0, slash) + ".wh." + path.substring(slash), "");
  }

  /// Takes away what lower layers have in a directory.
  public LayerDraft opaque(String path) {
    return file(path + "/.wh..wh..opq", "");
  }

  private LayerDraft entry(
      String path, byte type, byte[] content, Consumer<TarArchiveEntry> change) {
    try {
      TarArchiveEntry entry = new TarArchiveEntry(path, type, true);
      entry.setSize(content.length);
      entry.setModTime(MADE);
      change.accept(entry);
      tar.putArchiveEntry(entry);
      tar.write(content);
      tar.closeArchiveEntry();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The whole tar; nothing can be added afterwards.
  public byte[] tar() {
    try {
      tar.close();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
