package dev.tripline.adapter.storage;

import dev.tripline.spi.file.Utf8Path;
import dev.tripline.spi.source.SourceUnavailableException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/// Looks through a folder and its sub-folders, one entry at a time, following no symbolic link.
final class FolderWalk {
  private static final int MAX_PROBLEMS = 20;

  private final Path root;
  private final FolderBucketSettings.Names names;
  private final List<String> problems = new ArrayList<>();

  /// @param root without symbolic links
  FolderWalk(Path root, FolderBucketSettings.Names names) {
    this.root = root;
    this.names = names;
  }

  /// Told of each folder and of each regular file.
  interface Visitor {
    void folder(Path folder);

    /// @param key the path below the root, with slashes
    void file(String key, Path path, BasicFileAttributes attributes) throws InterruptedException;
  }

  /// @throws SourceUnavailableException if the folder itself cannot be read
  void run(Visitor visitor) throws InterruptedException {
    Deque<Folder> folders = new ArrayDeque<>();
    folders.push(new Folder(root, ""));
    while (!folders.isEmpty()) {
      Folder folder = folders.pop();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder.path)) {
        requireInPlace(folder.path);
        visitor.folder(folder.path);
        for (Path entry : entries) {
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
          Optional<String> name = Utf8Path.name(entry);
          if (name.isEmpty()) {
            problem(entry + ": its name is not UTF-8; it is no object until it is renamed");
          } else if (!names.ignores(name.get())) {
            visit(new Entry(entry, folder.prefix + name.get()), folders, visitor);
          }
        }
      } catch (IOException | DirectoryIteratorException e) {
        if (folder.path.equals(root)) {
          throw new SourceUnavailableException(
              "the folder " + root + " cannot be read (" + e + "); nothing is told of as removed",
              e);
        }
        if (!(e instanceof NoSuchFileException) && !(e instanceof NotDirectoryException)) {
          problem(folder.path, e);
        }
      }
    }
  }

  /// @param folder the root, or below it
  /// @throws SourceUnavailableException if a symbolic link has taken its place, or that of a folder above
  ///     it: what is there now is not what was allowed
  void requireInPlace(Path folder) throws IOException {
    Path real = folder.toRealPath();
    if (!real.equals(folder)) {
      throw new SourceUnavailableException(
          "the folder %s was replaced by a link and leads to %s now; nothing there is told of"
              .formatted(folder, real));
    }
  }

  private void visit(Entry entry, Deque<Folder> folders, Visitor visitor)
      throws InterruptedException {
    BasicFileAttributes attributes;
    try {
      attributes =
          Files.readAttributes(entry.path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException _) {
      return;
    } catch (IOException e) {
      problem(entry.path, e);
      return;
    }
    if (attributes.isDirectory()) {
      folders.push(new Folder(entry.path, entry.key + "/"));
    } else if (attributes.isRegularFile()) {
      visitor.file(entry.key, entry.path, attributes);
    }
  }

  void problem(Path path, Exception e) {
    problem(path + ": " + e.getClass().getSimpleName() + "; tried again at the next scan");
  }

  void problem(String text) {
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(text);
    }
  }

  List<String> problems() {
    return List.copyOf(problems);
  }

  private record Folder(Path path, String prefix) {}

  private record Entry(Path path, String key) {}
}
