package dev.tripline.runtime.image.content;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/// The ways in which the tar of a layer is compressed.
public enum LayerCompression {
  NONE,
  GZIP,
  ZSTD;

  private static final int BUFFER = 64 * 1024;
  private static final int LARGEST_WINDOW = 27; // 128 MB

  /// By the media type, OCI's or Docker's. Layers that registries do not distribute are refused.
  public static LayerCompression of(String mediaType) throws ImageException {
    return switch (mediaType) {
      case "application/vnd.oci.image.layer.v1.tar",
          "application/vnd.docker.image.rootfs.diff.tar" ->
          NONE;
      case "application/vnd.oci.image.layer.v1.tar+gzip",
          "application/vnd.docker.image.rootfs.diff.tar.gzip" ->
          GZIP;
      case "application/vnd.oci.image.layer.v1.tar+zstd",
          "application/vnd.docker.image.rootfs.diff.tar.zstd" ->
          ZSTD;
      default ->
          throw ImageException.invalid(
              "The image manifest, config or layer media type for the source image is not"
                  + " supported: a layer is '"
                  + mediaType
                  + "'.");
    };
  }

  public InputStream open(InputStream compressed) throws IOException {
    return switch (this) {
      case NONE -> compressed;
      case GZIP -> new GZIPInputStream(compressed, BUFFER);
      case ZSTD -> new ZstdInputStream(compressed).setLongMax(LARGEST_WINDOW);
    };
  }
}
