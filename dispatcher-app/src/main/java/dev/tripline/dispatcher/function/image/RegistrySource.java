package dev.tripline.dispatcher.function.image;

import dev.tripline.runtime.image.content.Descriptor;
import dev.tripline.runtime.image.content.Digest;
import dev.tripline.runtime.image.content.ImageException;
import dev.tripline.runtime.image.content.ImageException.Reason;
import dev.tripline.runtime.image.content.ImageSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// An image in a registry, by the protocol of OCI's distribution specification.
final class RegistrySource implements ImageSource {
  private static final String MANIFESTS =
      String.join(
          ", ",
          "application/vnd.oci.image.index.v1+json",
          "application/vnd.oci.image.manifest.v1+json",
          "application/vnd.docker.distribution.manifest.list.v2+json",
          "application/vnd.docker.distribution.manifest.v2+json");
  private static final Duration DOCUMENT = Duration.ofSeconds(30);

  private final RegistryAccess access;
  private final URI registry;
  private final ImageReference.InRegistry image;
  private final Duration pullTimeout;
  private volatile @Nullable String authorization;

  /// @param registry its address, without a path
  RegistrySource(
      RegistryAccess access, URI registry, ImageReference.InRegistry image, Duration pullTimeout) {
    this.access = access;
    this.registry = registry;
    this.image = image;
    this.pullTimeout = pullTimeout;
  }

  @Override
  public byte[] named() throws ImageException {
    return document(image.tag());
  }

  @Override
  public byte[] manifest(Digest digest) throws ImageException {
    return document(digest.toString());
  }

  private byte[] document(String reference) throws ImageException {
    try (InputStream in = get("manifests/" + reference, MANIFESTS, DOCUMENT)) {
      byte[] bytes = in.readNBytes(MOST_MANIFEST_BYTES + 1);
      if (bytes.length > MOST_MANIFEST_BYTES) {
        throw new ImageException(Reason.INVALID, "The image's manifest is too long.");
      }
      return bytes;
    } catch (IOException e) {
      throw new ImageException(
          Reason.UNREACHABLE,
          "The registry " + image.registry() + " does not answer: " + e.getMessage(),
          e);
    }
  }

  @Override
  public InputStream blob(Descriptor part) throws ImageException, IOException {
    return get("blobs/" + part.digest(), "*/*", pullTimeout);
  }

  /// A token may have run out since the last request, so that it is asked for once more.
  private InputStream get(String path, String accept, Duration timeout)
      throws ImageException, IOException {
    URI uri = registry.resolve("/v2/" + image.name() + "/" + path);
    RegistryClient.Answer answer = get(uri, accept, timeout);
    if (answer.status() == 401) {
      answer.close();
      authorization = access.authorization(registry, image.name(), answer);
      answer = get(uri, accept, timeout);
    }
    if (answer.status() == 200) {
      return answer.body();
    }
    answer.close();
    throw switch (answer.status()) {
      case 401, 403 ->
          new ImageException(
              Reason.ACCESS_DENIED, "The registry " + image.registry() + " refuses the image.");
      case 404 ->
          new ImageException(
              Reason.DELETED, "The registry " + image.registry() + " has no " + path + ".");
      default ->
          new ImageException(
              Reason.UNREACHABLE,
              "The registry " + image.registry() + " answers with status " + answer.status() + ".");
    };
  }

  private RegistryClient.Answer get(URI uri, String accept, Duration timeout)
      throws ImageException, IOException {
    return access.client().get(new RegistryClient.Request(uri, accept, authorization, timeout));
  }
}
