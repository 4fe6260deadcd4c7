package dev.tripline.runtime.image.layer;

import dev.tripline.runtime.image.content.BoundedTar;
import dev.tripline.runtime.image.content.Descriptor;
import dev.tripline.runtime.image.content.Digest;
import dev.tripline.runtime.image.content.ImageException;
import dev.tripline.runtime.image.content.ImageException.Reason;
import dev.tripline.runtime.image.content.ImageSource;
import dev.tripline.runtime.image.content.LayerCompression;
import dev.tripline.runtime.pack.DurableFiles;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.zip.ZipException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fetches a layer and unpacks it: its bytes are kept until their digest is known to be right, and only
/// then decompressed; its files count only once the digest of the tar is right too.
public final class LayerFetch {
  private static final Logger LOG = LoggerFactory.getLogger(LayerFetch.class);
  private static final int TRIES = 3;
  private static final String BLOB = "blob";
  private static final int BUFFER = 64 * 1024;

  private LayerFetch() {}

  /// @param home an empty directory; what is in it after a failure is of no use
  /// @param budget the most bytes that the layer may have when it is unpacked
  /// @param limit the most that its image may have, for a message
  public record Target(Path home, long budget, long limit) {}

  public static void unpack(Descriptor part, Digest layer, ImageSource source, Target target)
      throws IOException, ImageException {
    Path blob = target.home().resolve(BLOB);
    fetch(part, source, blob);
    LayerTree tree = LayerTree.in(target.home());
    Files.createDirectory(tree.files());
    Unpacked unpacked = unpack(blob, part, target, tree);
    if (!unpacked.digest().equals(layer)) {
      throw ImageException.invalid("The layer " + part + " holds another tar than " + layer + ".");
    }
    Files.delete(blob);
    DurableFiles.force(unpacked.files());
    tree.withBytes(unpacked.bytes()).save();
  }

  private static void fetch(Descriptor part, ImageSource source, Path blob)
      throws IOException, ImageException {
    for (int attempt = 1; ; attempt++) {
      try {
        copy(part, source, blob);
        return;
      } catch (IOException e) {
        if (attempt == TRIES) {
          throw new ImageException(
              Reason.UNREACHABLE, "The layer " + part + " cannot be read: " + e.getMessage(), e);
        }
        LOG.info("Layer {} broke off; fetched again", part, e);
      }
    }
  }

  private static void copy(Descriptor part, ImageSource source, Path blob)
      throws IOException, ImageException {
    MessageDigest digest = Digest.algorithm();
    long bytes = 0;
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = source.blob(part);
        OutputStream out = Files.newOutputStream(blob)) {
      for (int n = in.read(buffer); n >= 0 && bytes <= part.size(); n = in.read(buffer)) {
        bytes += n;
        digest.update(buffer, 0, n);
        out.write(buffer, 0, n);
      }
    }
    if (bytes != part.size() || !Digest.ended(digest).equals(part.digest())) {
      throw ImageException.invalid(
          "The layer " + part + " has not the bytes that its digest names.");
    }
  }

  private record Unpacked(Digest digest, List<Path> files, long bytes) {}

  private static Unpacked unpack(Path blob, Descriptor part, Target target, LayerTree tree)
      throws IOException, ImageException {
    MessageDigest digest = Digest.algorithm();
    long budget = target.budget();
    try (InputStream file = new BufferedInputStream(Files.newInputStream(blob), BUFFER);
        InputStream plain = LayerCompression.of(part.mediaType()).open(file);
        BoundedTar tar = new BoundedTar(new DigestInputStream(plain, digest), budget)) {
      List<Path> files = LayerUnpacker.unpack(tar, tree, budget);
      tar.transferTo(OutputStream.nullOutputStream());
      return new Unpacked(Digest.ended(digest), files, tar.position());
    } catch (BoundedTar.ExceededException e) {
      throw e.inHeader()
          ? ImageException.invalid("The layer " + part + ": " + e.getMessage() + ".")
          : ImageException.tooLarge(target.limit());
    } catch (ZipException | EOFException e) {
      throw new ImageException(
          Reason.INVALID, "The layer " + part + " cannot be decompressed: " + e.getMessage(), e);
    }
  }
}
