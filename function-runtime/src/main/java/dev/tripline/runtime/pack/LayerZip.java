package dev.tripline.runtime.pack;

import java.io.IOException;
import java.io.InputStream;

/// One layer's zip.
///
/// @param sha256Hex of the zip's bytes
public record LayerZip(String sha256Hex, Content content) {

  /// Opens the zip's bytes; called only if the layer is not installed yet.
  @FunctionalInterface
  public interface Content {
    InputStream open() throws IOException;
  }
}
