package dev.tripline.dispatcher.function.image;

import dev.tripline.dispatcher.connection.AwsClients;
import dev.tripline.dispatcher.connection.AwsSettings;
import dev.tripline.dispatcher.connection.Login;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import dev.tripline.runtime.image.ImageStore;
import dev.tripline.runtime.image.InstalledImage;
import dev.tripline.runtime.image.content.ArchiveFile;
import dev.tripline.runtime.image.content.Digest;
import dev.tripline.runtime.image.content.ImageException;
import dev.tripline.runtime.image.content.ImageException.Reason;
import dev.tripline.runtime.image.content.ImageSource;
import dev.tripline.runtime.image.content.OciArchive;
import dev.tripline.runtime.image.content.OciLayout;
import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Finds images by their `ImageUri` and has them unpacked on this node. Blocking; safe for many threads.
public final class Images implements AutoCloseable {
  private static final String LOOPBACK = "localhost|127(\\.\\d{1,3}){3}|\\[::1]";

  private final ImageSettings settings;
  private final StoredSecrets secrets;
  private final ImageStore store;
  private final AwsClients clients;
  private final AwsSettings aws;
  private final RegistryClient client;

  public Images(
      ImageSettings settings,
      StoredSecrets secrets,
      ImageStore store,
      AwsClients clients,
      AwsSettings aws) {
    this.settings = settings;
    this.secrets = secrets;
    this.store = store;
    this.clients = clients;
    this.aws = aws;
    this.client = new RegistryClient(settings.guard());
  }

  /// An image as its name is understood now.
  ///
  /// @param uri by its digest
  public record Found(Digest digest, String uri) {}

  /// Looks the image up; its layers are not read.
  public Found find(String uri) throws ImageException {
    ImageReference reference = ImageReference.parse(uri);
    Digest digest =
        store.resolve(source(reference), tag(reference), reference.digest()).manifest().digest();
    return new Found(digest, reference.resolved(digest));
  }

  /// The image, unpacked here. Its place is asked only if it is not unpacked yet.
  ///
  /// @param found as [#find] has found it, on this node or another
  public InstalledImage install(Found found) throws ImageException, InterruptedException {
    return store.install(found.digest(), () -> source(ImageReference.parse(found.uri())));
  }

  private static @Nullable String tag(ImageReference reference) {
    return switch (reference) {
      case ImageReference.InRegistry _, ImageReference.InBucket _ -> null;
      case ImageReference.OnDisk disk -> disk.tag();
    };
  }

  private ImageSource source(ImageReference reference) throws ImageException {
    return switch (reference) {
      case ImageReference.InRegistry image -> registry(image);
      case ImageReference.InBucket object -> bucket(object);
      case ImageReference.OnDisk disk ->
          disk.archive()
              ? OciArchive.open(new ArchiveFile(allowed(disk.path())))
              : new OciLayout(allowed(disk.path()));
    };
  }

  /// Without an endpoint the clients would go to AWS with whatever credentials this host has.
  private ImageSource bucket(ImageReference.InBucket object) throws ImageException {
    if (!aws.endpoints().containsKey("s3")) {
      throw new ImageException(
          Reason.ACCESS_DENIED,
          "Images in buckets need an S3-compatible store: set tripline.aws.endpoints.s3.");
    }
    try {
      return OciArchive.open(BucketArchive.find(clients, object));
    } catch (IOException | IllegalStateException e) {
      throw new ImageException(
          Reason.UNREACHABLE, "The store does not answer: " + e.getMessage(), e);
    }
  }

  private RegistrySource registry(ImageReference.InRegistry image) throws ImageException {
    String host = image.registry().replaceFirst(":\\d+$", "");
    boolean plain =
        host.matches(LOOPBACK)
            || settings.plainHttp().contains(host)
            || settings.plainHttp().contains(image.registry());
    String address =
        image.registry().equals("docker.io") ? "registry-1.docker.io" : image.registry();
    return new RegistrySource(
        new RegistryAccess(client, login(image.registry())),
        URI.create((plain ? "http://" : "https://") + address + "/"),
        image,
        settings.pullTimeout());
  }

  private @Nullable Login login(String registry) throws ImageException {
    ImageSettings.RegistryLogin login = settings.login(registry).orElse(null);
    if (login == null) {
      return null;
    }
    try {
      return Login.of(login.username(), login.password(), secrets);
    } catch (IllegalStateException e) {
      throw new ImageException(
          Reason.ACCESS_DENIED, "The login at " + registry + " cannot be read here.", e);
    }
  }

  /// Links are followed first, so that none leads out.
  private Path allowed(Path path) throws ImageException {
    try {
      Path real = path.toRealPath();
      for (Path directory : settings.directories()) {
        if (real.startsWith(directory.toRealPath())) {
          return real;
        }
      }
    } catch (NoSuchFileException e) {
      throw new ImageException(
          Reason.DELETED, path + " is not there, or is not to be read by this node.", e);
    } catch (IOException e) {
      throw new ImageException(Reason.UNREACHABLE, path + " cannot be read by this node.", e);
    }
    throw new ImageException(
        Reason.ACCESS_DENIED,
        "Images on disk are read below the directories that the operator allows by"
            + " tripline.images.directories.");
  }

  @Override
  public void close() throws IOException {
    client.close();
  }
}
