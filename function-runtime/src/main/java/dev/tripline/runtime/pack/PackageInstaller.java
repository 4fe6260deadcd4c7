package dev.tripline.runtime.pack;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Unpacks function and layer zips into read-only directories named by their content.
///
/// Idempotent and safe for use by many threads and, on one file system, by many processes: a tree is
/// written beside its place and renamed into it. Broken storage is an `UncheckedIOException`.
public final class PackageInstaller {
  /// AWS's limit of a function's code and layers together.
  public static final long DEFAULT_UNZIPPED_LIMIT = 262_144_000;

  private static final String TREE = "tree";
  private static final String BYTES = "bytes";

  private final Path directory;
  private final long unzippedLimit;
  private final @Nullable TreeSeals seals;
  private final ReentrantLock sealing = new ReentrantLock();

  /// For trees that no function can write to.
  ///
  /// @param directory for the trees; made if it is not there
  public PackageInstaller(Path directory, long unzippedLimit) {
    this(directory, unzippedLimit, null);
  }

  /// @param directory for the trees; made if it is not there
  /// @param seals if functions could write to trees: one that an earlier process left, or that was changed,
  ///     is unpacked anew
  public PackageInstaller(Path directory, long unzippedLimit, @Nullable TreeSeals seals) {
    this.directory = directory.toAbsolutePath().normalize();
    this.unzippedLimit = unzippedLimit;
    this.seals = seals;
    try {
      Files.createDirectories(
          this.directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make the package directory " + directory, e);
    }
  }

  /// @param zip read to its end unless the code is installed already; not closed
  /// @return the directory that becomes `/var/task`
  public Path installCode(String sha256Hex, InputStream zip) throws InvalidPackageException {
    return installed(sha256Hex, staging -> unpack(sha256Hex, zip, staging));
  }

  /// Merges layers in order, later ones win.
  ///
  /// @return the directory that becomes `/opt`
  public Path installLayers(List<LayerZip> layersInOrder) throws InvalidPackageException {
    List<Path> trees = new ArrayList<>();
    StringBuilder shas = new StringBuilder();
    for (LayerZip layer : layersInOrder) {
      trees.add(
          installed(
              layer.sha256Hex(),
              staging -> {
                try (InputStream zip = layer.content().open()) {
                  unpack(layer.sha256Hex(), zip, staging);
                }
              }));
      shas.append(layer.sha256Hex()).append('\n');
    }
    if (trees.size() == 1) {
      return trees.getFirst();
    }
    byte[] all = shas.toString().getBytes(StandardCharsets.UTF_8);
    return installed(
        HexFormat.of().formatHex(sha256().digest(all)), staging -> merge(trees, staging));
  }

  /// The unzipped bytes of an installed tree, to hold code and layers together against the limit.
  public long unzippedBytes(Path installed) {
    try {
      return Long.parseLong(Files.readString(installed.resolveSibling(BYTES)).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(installed + " was not installed here", e);
    }
  }

  private interface Step {
    void fill(Path staging) throws IOException, InvalidPackageException;
  }

  private Path installed(String name, Step step) throws InvalidPackageException {
    if (!name.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("not a SHA-256 in lower-case hex: " + name);
    }
    Path home = directory.resolve(name);
    Path tree = home.resolve(TREE);
    if (seals == null) {
      return Files.isDirectory(tree) ? tree : install(name, home, step);
    }
    sealing.lock();
    try {
      if (!seals.isIntact(tree)) {
        Trees.moveAway(home, directory);
        install(name, home, step);
        seals.seal(tree);
      }
      return tree;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot install package " + name, e);
    } finally {
      sealing.unlock();
    }
  }

  private Path install(String name, Path home, Step step) throws InvalidPackageException {
    try {
      Path staging = Files.createTempDirectory(directory, ".staging-");
      try {
        Files.createDirectory(staging.resolve(TREE));
        step.fill(staging);
        publish(staging, home);
      } finally {
        Trees.remove(staging);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot install package " + name, e);
    }
    return home.resolve(TREE);
  }

  /// Whether a tree is as it was unpacked, as far as that is watched here.
  public boolean isIntact(Path installed) {
    return seals == null || seals.isIntact(installed);
  }

  private static void publish(Path staging, Path home) throws IOException {
    try {
      Files.setPosixFilePermissions(staging, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.move(staging, home, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      if (!Files.isDirectory(home.resolve(TREE))) {
        throw e;
      }
      // another thread or process installed the same content meanwhile
    }
  }

  private void unpack(String sha256Hex, InputStream zip, Path staging)
      throws IOException, InvalidPackageException {
    Path file = staging.resolve("package.zip");
    MessageDigest digest = sha256();
    try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), digest)) {
      zip.transferTo(out);
    }
    String actual = HexFormat.of().formatHex(digest.digest());
    if (!actual.equals(sha256Hex)) {
      throw new IOException("the package has SHA-256 " + actual + ", not " + sha256Hex);
    }
    long bytes = Unpacker.unpack(file, staging.resolve(TREE), unzippedLimit);
    Files.delete(file);
    Files.writeString(staging.resolve(BYTES), Long.toString(bytes));
  }

  private void merge(List<Path> trees, Path staging) throws IOException, InvalidPackageException {
    Path merged = staging.resolve(TREE);
    for (Path tree : trees) {
      Trees.overlay(tree, merged, seals != null);
    }
    long bytes = trees.stream().mapToLong(this::unzippedBytes).sum();
    if (bytes > unzippedLimit) {
      throw InvalidPackageException.tooLarge(unzippedLimit);
    }
    Files.writeString(staging.resolve(BYTES), Long.toString(bytes));
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
