package dev.tripline.runtime.image.content;

import dev.tripline.runtime.image.content.ImageException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// An image in a directory of OCI's image layout (`index.json`, `blobs/sha256/…`).
///
/// @param layout the directory
public record OciLayout(Path layout) implements ImageSource {
  @Override
  public byte[] named() throws ImageException {
    return read(layout.resolve("index.json"));
  }

  @Override
  public byte[] manifest(Digest digest) throws ImageException {
    return read(blob(digest));
  }

  @Override
  public InputStream blob(Descriptor part) throws ImageException, IOException {
    return open(blob(part.digest()));
  }

  private Path blob(Digest digest) {
    return layout.resolve("blobs", "sha256", digest.hex());
  }

  private static byte[] read(Path file) throws ImageException {
    try (InputStream in = open(file)) {
      byte[] bytes = in.readNBytes(MOST_MANIFEST_BYTES + 1);
      if (bytes.length > MOST_MANIFEST_BYTES) {
        throw ImageException.invalid("A document of the image is too long.");
      }
      return bytes;
    } catch (IOException e) {
      throw new ImageException(
          Reason.UNREACHABLE, "The image cannot be read: " + e.getMessage(), e);
    }
  }

  /// A link could lead out of the directories that the operator allows.
  private static InputStream open(Path file) throws ImageException, IOException {
    try {
      return Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      throw new ImageException(Reason.DELETED, "The image's file " + file + " is not there.", e);
    }
  }
}
