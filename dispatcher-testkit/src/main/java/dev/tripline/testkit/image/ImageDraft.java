package dev.tripline.testkit.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.zip.GZIPOutputStream;

/// A container image in the making, in OCI's formats.
public final class ImageDraft {
  public static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

  private final Map<String, byte[]> blobs = new LinkedHashMap<>();
  private final List<String> layers = new ArrayList<>();
  private final List<String> tars = new ArrayList<>();
  private String process = "{}";
  private String architecture = hostArchitecture();

  /// This machine's, in OCI's words.
  public static String hostArchitecture() {
    return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
  }

  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// @param json the member `config` of the image's configuration
  public ImageDraft process(String json) {
    process = json;
    return this;
  }

  public ImageDraft architecture(String changed) {
    architecture = changed;
    return this;
  }

  /// On top of those before, compressed with gzip.
  public ImageDraft layer(LayerDraft layer) {
    byte[] tar = layer.tar();
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(zipped)) {
      out.write(tar);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return layer(LAYER + "+gzip", zipped.toByteArray(), sha256(tar));
  }

  /// @param blob as it is stored
  /// @param tar the digest that the configuration names, in hex
  public ImageDraft layer(String mediaType, byte[] blob, String tar) {
    layers.add(descriptor(mediaType, blob));
    tars.add("\"sha256:" + tar + "\"");
    return this;
  }

  private String descriptor(String mediaType, byte[] blob) {
    String hex = sha256(blob);
    blobs.put(hex, blob);
    return "{\"mediaType\":\"%s\",\"digest\":\"sha256:%s\",\"size\":%d}"
        .formatted(mediaType, hex, blob.length);
  }

  /// The manifest; its configuration is among [#blobs] from then on.
  public byte[] manifest() {
    String configuration =
        "{\"os\":\"linux\",\"architecture\":\"%s\",\"config\":%s,\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[%s]}}"
            .formatted(architecture, process, String.join(",", tars));
    String config =
        descriptor(
            "application/vnd.oci.image.config.v1+json",
            configuration.getBytes(StandardCharsets.UTF_8));
    return "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"config\":%s,\"layers\":[%s]}"
        .formatted(MANIFEST, config, String.join(",", layers))
        .getBytes(StandardCharsets.UTF_8);
  }

  /// Layers and configuration by their digests in hex, after [#manifest].
  public Map<String, byte[]> blobs() {
    return blobs;
  }

  /// An index of images for several machines.
  public static byte[] index(ImageDraft... images) {
    StringJoiner all = new StringJoiner(",");
    for (ImageDraft image : images) {
      byte[] manifest = image.manifest();
      all.add(
          "{\"mediaType\":\"%s\",\"digest\":\"sha256:%s\",\"size\":%d,\"platform\":{\"os\":\"linux\",\"architecture\":\"%s\"}}"
              .formatted(MANIFEST, sha256(manifest), manifest.length, image.architecture));
    }
    return "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":[%s]}"
        .formatted(all)
        .getBytes(StandardCharsets.UTF_8);
  }

  /// Writes an OCI layout that holds this image.
  ///
  /// @return its digest in hex
  public String layout(Path directory) {
    byte[] manifest = manifest();
    String digest = sha256(manifest);
    try {
      Path all = Files.createDirectories(directory.resolve("blobs").resolve("sha256"));
      for (Map.Entry<String, byte[]> blob : blobs.entrySet()) {
        Files.write(all.resolve(blob.getKey()), blob.getValue());
      }
      Files.write(all.resolve(digest), manifest);
      Files.writeString(directory.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
      Files.writeString(
          directory.resolve("index.json"),
          "{\"schemaVersion\":2,\"manifests\":[{\"mediaType\":\"%s\",\"digest\":\"sha256:%s\",\"size\":%d,\"annotations\":{\"org.opencontainers.image.ref.name\":\"latest\"}}]}"
              .formatted(MANIFEST, digest, manifest.length));
      return digest;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Writes a tar of the layout.
  public Path archive(Path file) {
    try {
      Path directory = Files.createTempDirectory(file.getParent(), "layout");
      layout(directory);
      LayerDraft tar = new LayerDraft();
      try (var all = Files.walk(directory)) {
        for (Path path : all.filter(Files::isRegularFile).sorted().toList()) {
          tar.file(directory.relativize(path).toString(), Files.readAllBytes(path), 0644);
        }
      }
      return Files.write(file, tar.tar());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
