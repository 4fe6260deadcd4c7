package dev.tripline.runtime.image.content;

import dev.tripline.runtime.image.content.ImageException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.commons.io.input.BoundedInputStream;

/// An archive that is a file of this machine, and no link.
public record ArchiveFile(Path path) implements ArchiveBytes {
  @Override
  public long size() throws ImageException, IOException {
    try (FileChannel file = open()) {
      return file.size();
    }
  }

  @Override
  public InputStream read(long from, long bytes) throws ImageException, IOException {
    return BoundedInputStream.builder()
        .setInputStream(Channels.newInputStream(open().position(from)))
        .setMaxCount(bytes)
        .get();
  }

  private FileChannel open() throws ImageException, IOException {
    try {
      return FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      throw new ImageException(Reason.DELETED, "The archive " + path + " is not there.", e);
    }
  }
}
