package dev.tripline.runtime.pack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Directories with what versions of functions start from beside their packages: a jar of the package's
/// classes, and a cache that one of its own starts has written. Only workers of the version read it.
/// Blocking; safe for many threads.
public final class StartPlaces {
  private static final Logger LOG = LoggerFactory.getLogger(StartPlaces.class);
  private static final String CACHES = "*.aot";

  private final Path directory;
  private final String jar;
  private final @Nullable TreeSeals seals;
  private final ReentrantLock lock = new ReentrantLock();

  /// @param jar the name of the jar in each place
  /// @param seals if functions could write to the places: one that was changed, or that an earlier process
  ///     left, is made anew
  public StartPlaces(Path directory, String jar, @Nullable TreeSeals seals) {
    this.directory = directory.toAbsolutePath().normalize();
    this.jar = jar;
    this.seals = seals;
  }

  /// The place of a version, with its jar.
  ///
  /// @param key of the version and its code and settings
  /// @param taskRoot its unpacked code
  public Path open(String key, Path taskRoot) throws IOException {
    Path place = directory.resolve(name(key));
    lock.lock();
    try {
      if (!isIntact(place)) {
        Trees.remove(place);
        make(taskRoot, place);
      }
      return place;
    } finally {
      lock.unlock();
    }
  }

  private boolean isIntact(Path place) {
    return seals == null ? Files.isDirectory(place) : seals.isIntact(place);
  }

  private void make(Path taskRoot, Path place) throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path staging = Files.createTempDirectory(directory, ".staging-");
    try {
      FunctionJar.write(taskRoot, staging.resolve(jar));
      DurableFiles.force(List.of(staging.resolve(jar)));
      Files.setPosixFilePermissions(staging, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.move(staging, place, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Trees.remove(staging);
    }
    seal(place);
  }

  private void seal(Path place) throws IOException {
    if (seals != null) {
      seals.seal(place);
    }
  }

  /// Takes a cache into use in the place of all others of the version.
  ///
  /// @param cache its path in the place
  /// @param written by the function, which may have put anything there
  /// @throws IOException also if there is no file, or a larger one
  public void keep(Path cache, Path written, long mostBytes) throws IOException {
    if (!Files.isRegularFile(written, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("the JVM has written no cache");
    }
    long bytes = Files.size(written);
    if (bytes > mostBytes) {
      throw new IOException("the cache of " + bytes + " bytes is larger than " + mostBytes);
    }
    Path place = Objects.requireNonNull(cache.getParent());
    lock.lock();
    try {
      Path fresh = cache.resolveSibling(".fresh");
      try (InputStream in = Files.newInputStream(written, LinkOption.NOFOLLOW_LINKS)) {
        Files.copy(in, fresh, StandardCopyOption.REPLACE_EXISTING);
      }
      DurableFiles.force(List.of(fresh));
      Files.move(fresh, cache, StandardCopyOption.ATOMIC_MOVE);
      try (DirectoryStream<Path> all = Files.newDirectoryStream(place, CACHES)) {
        for (Path other : all) {
          if (!other.equals(cache)) {
            Files.delete(other);
          }
        }
      }
      seal(place);
    } finally {
      lock.unlock();
    }
  }

  /// Removes the place of a version that nobody starts any more, if it has one. Workers that run keep what
  /// they have open.
  public void remove(String key) {
    remove(directory.resolve(name(key)));
  }

  /// Removes the places of all other versions.
  public void retain(Collection<String> keys) {
    if (!Files.isDirectory(directory)) {
      return;
    }
    Set<String> names = keys.stream().map(StartPlaces::name).collect(Collectors.toSet());
    try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
      for (Path place : all) {
        if (!names.contains(place.getFileName().toString())) {
          remove(place);
        }
      }
    } catch (IOException e) {
      LOG.warn("What versions started from that are no more stays in {}", directory, e);
    }
  }

  private void remove(Path place) {
    lock.lock();
    try {
      Trees.remove(place);
    } catch (IOException e) {
      LOG.warn("{} stays behind; the next start clears it away", place, e);
    } finally {
      lock.unlock();
    }
  }

  private static String name(String key) {
    byte[] digest = PackageInstaller.sha256().digest(key.getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest, 0, 16);
  }
}
