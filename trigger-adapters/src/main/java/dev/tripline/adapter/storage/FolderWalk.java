package dev.tripline.adapter.storage;

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

/// Looks through a folder and its sub-folders, one entry at a time, following no symbolic link.
final class FolderWalk {
  private static final int MAX_PROBLEMS = 20;

  private final Path root;
  private final FolderBucketSettings.Names names;
  private final List<String> problems = new ArrayList<>();

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
      visitor.folder(folder.path);
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder.path)) {
        for (Path entry : entries) {
          if (Thread.interrupted()) {
            throw new InterruptedException();
          }
          if (!names.ignores(entry.getFileName())) {
            visit(folder, entry, folders, visitor);
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

  private void visit(Folder folder, Path entry, Deque<Folder> folders, Visitor visitor)
      throws InterruptedException {
    BasicFileAttributes attributes;
    try {
      attributes =
          Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException _) {
      return;
    } catch (IOException e) {
      problem(entry, e);
      return;
    }
    String key = folder.prefix + entry.getFileName();
    if (attributes.isDirectory()) {
      folders.push(new Folder(entry, key + "/"));
    } else if (attributes.isRegularFile()) {
      visitor.file(key, entry, attributes);
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
}
