package dev.tripline.runtime.image.content;

import java.io.IOException;
import java.io.InputStream;

/// The place of one image. Nothing that comes from it is trusted: whoever reads verifies digest and
/// size. Blocking; safe for many threads.
public interface ImageSource {
  /// Opens the place of an image once something is needed from it.
  @FunctionalInterface
  interface Opening {
    ImageSource open() throws ImageException;
  }

  /// The longest manifest or index, as registries have to accept it.
  int MOST_MANIFEST_BYTES = 4 * 1024 * 1024;

  /// The manifest or index that the name of the image means now, of at most [#MOST_MANIFEST_BYTES].
  byte[] named() throws ImageException;

  /// A manifest or index by its digest, of at most [#MOST_MANIFEST_BYTES].
  byte[] manifest(Digest digest) throws ImageException;

  /// The bytes of a configuration or layer, to be closed by the caller.
  ///
  /// @throws IOException if the place stops answering; another try may succeed
  InputStream blob(Descriptor part) throws ImageException, IOException;
}
