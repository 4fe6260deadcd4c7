package dev.tripline.runtime.image;

import dev.tripline.runtime.image.content.Descriptor;
import dev.tripline.runtime.image.content.Digest;
import dev.tripline.runtime.image.content.ImageConfiguration;
import dev.tripline.runtime.image.content.ImageDocuments;
import dev.tripline.runtime.image.content.ImageException;
import dev.tripline.runtime.image.content.ImageException.Reason;
import dev.tripline.runtime.image.content.ImageManifest;
import dev.tripline.runtime.image.content.ImageSource;
import dev.tripline.runtime.image.layer.ImageTree;
import dev.tripline.runtime.image.layer.LayerFetch;
import dev.tripline.runtime.image.layer.LayerTree;
import dev.tripline.runtime.pack.DurableFiles;
import dev.tripline.runtime.pack.Staging;
import dev.tripline.runtime.pack.Trees;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Images unpacked on this machine: each layer once, by the digest of its tar, and for each image a
/// root file system of hard links to them.
///
/// Idempotent and safe for many threads. Layers and images are written beside their places, made durable
/// and renamed into them, so that what is in its place is whole. Broken storage is an
/// `UncheckedIOException`.
public final class ImageStore {
  private static final int MOST_CONFIGURATION = 4 * 1024 * 1024;
  private static final int PULLS_AT_ONCE = 3;
  private static final String ROOT = "root";
  private static final String CONFIGURATION = "config.json";
  private static final String LAYERS = "layers";

  private final Path images;
  private final Path layers;
  private final Path staging;
  private final long largest;
  private final Duration pullTimeout;
  private final RecentFailures failures;
  private final Semaphore pulls = new Semaphore(PULLS_AT_ONCE);
  private final Map<String, ReentrantLock> locks = new ConcurrentHashMap<>();
  private final ReentrantReadWriteLock removal = new ReentrantReadWriteLock();

  /// Clears away what a dispatcher left that was killed.
  ///
  /// @param directory for images; made if it is not there
  /// @param largest the most bytes that an image may have when it is unpacked
  /// @param pullTimeout after which nothing more of an image is fetched
  public ImageStore(Path directory, long largest, Duration pullTimeout, InstantSource clock) {
    Path home = directory.toAbsolutePath().normalize();
    this.images = home.resolve("images");
    this.layers = home.resolve(LAYERS);
    this.staging = home.resolve("staging");
    this.largest = largest;
    this.pullTimeout = pullTimeout;
    this.failures = new RecentFailures(clock);
    try {
      for (Path each : List.of(home, images, layers, staging)) {
        Files.createDirectories(
            each,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      }
      Staging.clear(staging);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the directory of images " + directory, e);
    }
  }

  /// An image that a reference names now.
  public record Resolved(ImageManifest manifest, ImageConfiguration configuration) {}

  /// Finds the manifest for this machine, and reads it and the configuration; no layer is read.
  ///
  /// @param name the tag by which an index of a layout tells images apart; null for any
  /// @param pinned the digest that it must have; null for what the name means now
  public Resolved resolve(ImageSource source, @Nullable String name, @Nullable Digest pinned)
      throws ImageException {
    byte[] document = pinned == null ? source.named() : verified(source.manifest(pinned), pinned);
    Digest digest = Digest.of(document);
    for (int depth = 0; ImageDocuments.isIndex(document); depth++) {
      if (depth > 2) {
        throw ImageException.invalid("The image's index leads to indexes without an end.");
      }
      Descriptor chosen =
          ImageDocuments.choose(
              document, architecture(), depth == 0 && pinned == null ? name : null);
      digest = chosen.digest();
      document = verified(source.manifest(digest), digest);
    }
    ImageManifest manifest = ImageDocuments.manifest(digest, document);
    Resolved found = resolved(manifest, configuration(source, manifest));
    failures.forget(digest); // whoever names it now wants another try
    return found;
  }

  private Resolved resolved(ImageManifest manifest, byte[] configuration) throws ImageException {
    ImageConfiguration read = ImageDocuments.configuration(configuration, architecture());
    if (read.layers().size() != manifest.layers().size()) {
      throw ImageException.invalid(
          "The image's configuration names another number of layers than its manifest.");
    }
    long compressed = 0;
    for (Descriptor layer : manifest.layers()) {
      compressed += Math.min(layer.size(), largest + 1);
      if (compressed > largest) {
        throw ImageException.tooLarge(largest);
      }
    }
    return new Resolved(manifest, read);
  }

  private static byte[] configuration(ImageSource source, ImageManifest manifest)
      throws ImageException {
    if (manifest.config().size() > MOST_CONFIGURATION) {
      throw ImageException.invalid("The image's configuration is too long.");
    }
    try (InputStream in = source.blob(manifest.config())) {
      return verified(in.readNBytes(MOST_CONFIGURATION), manifest.config().digest());
    } catch (IOException e) {
      throw new ImageException(
          Reason.UNREACHABLE, "The image's configuration cannot be read: " + e.getMessage(), e);
    }
  }

  private static byte[] verified(byte[] document, Digest digest) throws ImageException {
    if (!Digest.of(document).equals(digest)) {
      throw ImageException.invalid("A document of the image has not the digest " + digest + ".");
    }
    return document;
  }

  /// The architecture of this machine, in OCI's words.
  private static String architecture() {
    return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
  }

  /// The image, if it is unpacked here; otherwise blocks until it is. Those who wait for the same image
  /// share what comes of it, and so do those who ask within seconds after it has failed.
  ///
  /// @param manifest the digest that [#resolve] has found
  /// @param place opened only if the image is not unpacked here
  public InstalledImage install(Digest manifest, ImageSource.Opening place)
      throws ImageException, InterruptedException {
    removal.readLock().lock();
    try {
      Path home = images.resolve(manifest.hex());
      if (!Files.isDirectory(home)) {
        unpackOnce(manifest, place.open(), home);
      }
      return installed(home);
    } catch (IOException e) {
      throw new UncheckedIOException("image " + manifest + " cannot be unpacked", e);
    } finally {
      removal.readLock().unlock();
    }
  }

  private void unpackOnce(Digest manifest, ImageSource source, Path home)
      throws IOException, ImageException, InterruptedException {
    ReentrantLock lock = locks.computeIfAbsent(manifest.hex(), _ -> new ReentrantLock());
    lock.lock();
    try {
      if (Files.isDirectory(home)) {
        return;
      }
      failures.rethrow(manifest);
      pulls.acquire();
      try {
        pull(manifest, new TimedSource(source, pullTimeout), home);
      } catch (ImageException e) {
        failures.note(manifest, e);
        throw e;
      } finally {
        pulls.release();
      }
    } finally {
      lock.unlock();
    }
  }

  private static InstalledImage installed(Path home) throws IOException, ImageException {
    byte[] configuration = Files.readAllBytes(home.resolve(CONFIGURATION));
    return new InstalledImage(
        home.resolve(ROOT), ImageDocuments.configuration(configuration, architecture()));
  }

  private void pull(Digest digest, ImageSource source, Path home)
      throws IOException, ImageException {
    ImageManifest manifest =
        ImageDocuments.manifest(digest, verified(source.manifest(digest), digest));
    byte[] configuration = configuration(source, manifest);
    Resolved image = resolved(manifest, configuration);
    List<LayerTree> trees = new ArrayList<>();
    StringBuilder names = new StringBuilder();
    long left = largest;
    for (int i = 0; i < manifest.layers().size(); i++) {
      Digest layer = image.configuration().layers().get(i);
      LayerTree tree = layer(manifest.layers().get(i), layer, source, left);
      left -= tree.bytes();
      if (left < 0) {
        throw ImageException.tooLarge(largest);
      }
      trees.add(tree);
      names.append(layer.hex()).append('\n');
    }
    Path fresh = Staging.create(staging);
    try {
      Path root = Files.createDirectory(fresh.resolve(ROOT));
      ImageTree.merge(trees, root);
      Path written = Files.write(fresh.resolve(CONFIGURATION), configuration);
      Path named = Files.writeString(fresh.resolve(LAYERS), names);
      DurableFiles.force(List.of(written, named));
      publish(fresh, home);
    } finally {
      Trees.remove(fresh);
    }
  }

  /// Each layer is fetched by one thread, whichever images wait for it.
  private LayerTree layer(Descriptor part, Digest layer, ImageSource source, long budget)
      throws IOException, ImageException {
    Path home = layers.resolve(layer.hex());
    ReentrantLock lock = locks.computeIfAbsent("layer " + layer.hex(), _ -> new ReentrantLock());
    lock.lock();
    try {
      if (!LayerTree.isAt(home)) {
        Path fresh = Staging.create(staging);
        try {
          LayerFetch.unpack(part, layer, source, new LayerFetch.Target(fresh, budget, largest));
          publish(fresh, home);
        } finally {
          Trees.remove(fresh);
        }
      }
      return LayerTree.load(home);
    } finally {
      lock.unlock();
    }
  }

  private static void publish(Path fresh, Path home) throws IOException {
    try {
      Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!Files.isDirectory(home)) {
        throw e;
      }
      // another process has unpacked the same meanwhile
    }
  }

  /// Removes images, and the layers that no other image has. Does nothing while an image is being
  /// unpacked; none is unpacked or handed out while they are chosen, so that whoever is found to need an
  /// image has it.
  ///
  /// @param choice finds those to be removed among all that are unpacked here
  /// @return the number of images and layers that were removed
  public int remove(UnaryOperator<List<Digest>> choice) {
    try {
      Path away = Staging.create(staging);
      try {
        return moveUnused(choice, away);
      } finally {
        Trees.remove(away); // large trees take a while, for which nobody is to wait
      }
    } catch (IOException e) {
      throw new UncheckedIOException("unused images cannot be removed", e);
    }
  }

  private int moveUnused(UnaryOperator<List<Digest>> choice, Path away) throws IOException {
    if (!removal.writeLock().tryLock()) {
      return 0;
    }
    try {
      int moved = 0;
      for (Digest digest : choice.apply(names(images).stream().map(Digest::new).toList())) {
        Staging.move(images.resolve(digest.hex()), away.resolve(Integer.toString(moved++)));
      }
      Set<String> used = new HashSet<>();
      for (String image : names(images)) {
        used.addAll(
            Files.readAllLines(images.resolve(image).resolve(LAYERS), StandardCharsets.UTF_8));
      }
      for (String layer : names(layers)) {
        if (!used.contains(layer)) {
          Staging.move(layers.resolve(layer), away.resolve(Integer.toString(moved++)));
        }
      }
      locks.clear();
      return moved;
    } finally {
      removal.writeLock().unlock();
    }
  }

  private static List<String> names(Path directory) {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(path -> String.valueOf(path.getFileName())).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("images cannot be listed", e);
    }
  }
}
