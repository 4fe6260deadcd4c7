package dev.tripline.runtime.image.content;

import dev.tripline.runtime.image.content.ImageException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/// An image in a tar of OCI's image layout, not compressed itself. Its parts are read where they lie.
public final class OciArchive implements ImageSource {
  private static final int MOST_ENTRIES = 10_000;
  private static final int HEADER = 64 * 1024;
  private static final long RECORD = 512;
  private static final String BLOBS = "blobs/sha256/";
  private static final String INDEX = "index.json";

  private final ArchiveBytes archive;
  private final Map<String, Place> places;

  private record Place(long offset, long bytes) {}

  private OciArchive(ArchiveBytes archive, Map<String, Place> places) {
    this.archive = archive;
    this.places = places;
  }

  /// Reads the names in the archive.
  public static OciArchive open(ArchiveBytes archive) throws ImageException {
    try {
      return new OciArchive(archive, places(archive));
    } catch (IOException | RuntimeException e) {
      throw unreadable(e);
    }
  }

  /// Each header is read by itself, so that content is passed over.
  private static Map<String, Place> places(ArchiveBytes archive)
      throws IOException, ImageException {
    Map<String, Place> places = new HashMap<>();
    long size = archive.size();
    long at = 0;
    for (int number = 0; number <= MOST_ENTRIES && at < size; number++) {
      Header header = header(archive, at);
      TarArchiveEntry entry = header.entry();
      if (entry == null) {
        return places;
      }
      at = Math.addExact(header.content(), Math.ceilDiv(entry.getSize(), RECORD) * RECORD);
      if (entry.isSparse() || at > size) {
        throw ImageException.invalid("The archive ends within " + entry.getName() + ".");
      }
      String name = entry.getName();
      String plain = name.startsWith("./") ? name.substring(2) : name;
      if (entry.isFile() && (plain.startsWith(BLOBS) || plain.equals(INDEX))) {
        places.put(plain, new Place(header.content(), entry.getSize()));
      }
    }
    if (at < size) {
      throw ImageException.invalid("The archive has more than " + MOST_ENTRIES + " entries.");
    }
    return places;
  }

  /// @param entry null at the end of the archive
  /// @param content the place of its first byte
  private record Header(@Nullable TarArchiveEntry entry, long content) {}

  private static Header header(ArchiveBytes archive, long at) throws IOException, ImageException {
    try (BoundedTar bytes = new BoundedTar(archive.read(at, HEADER), HEADER)) {
      TarArchiveEntry entry =
          new TarArchiveInputStream(bytes, StandardCharsets.UTF_8.name()).getNextEntry();
      return new Header(entry, at + bytes.position());
    }
  }

  @Override
  public byte[] named() throws ImageException {
    return read(INDEX);
  }

  @Override
  public byte[] manifest(Digest digest) throws ImageException {
    return read(BLOBS + digest.hex());
  }

  @Override
  public InputStream blob(Descriptor part) throws ImageException, IOException {
    return open(BLOBS + part.digest().hex());
  }

  private byte[] read(String name) throws ImageException {
    try (InputStream in = open(name)) {
      byte[] bytes = in.readNBytes(MOST_MANIFEST_BYTES + 1);
      if (bytes.length > MOST_MANIFEST_BYTES) {
        throw ImageException.invalid("A document of the image is too long.");
      }
      return bytes;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private InputStream open(String name) throws ImageException, IOException {
    Place place = places.get(name);
    if (place == null) {
      throw new ImageException(Reason.DELETED, "The archive holds no " + name + ".");
    }
    return archive.read(place.offset(), place.bytes());
  }

  private static ImageException unreadable(Exception e) {
    return new ImageException(
        Reason.INVALID, "The archive of the image cannot be read: " + e.getMessage(), e);
  }
}
