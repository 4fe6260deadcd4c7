package dev.tripline.cli.function;

import dev.tripline.cli.session.UsageException;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The files of a directory that are packed. What tools keep for themselves (`.git`, `.aws-sam`,
/// `.serverless`) and what is no regular file is not among them.
///
/// @param files sorted by their names
/// @param outside links that lead out of the directory and were not followed
record PackedFiles(List<Path> files, List<Path> outside) {
  private static final long MOST_UNPACKED = 1024L << 20;
  private static final int MOST_FILES = 100_000;
  private static final int MOST_LOOKED_AT = 1_000_000;
  private static final Set<String> TOOLS = Set.of(".git", ".aws-sam", ".serverless");

  /// All files; links are followed wherever they lead.
  static PackedFiles all(Path directory) throws IOException {
    return new Walk(directory, null, _ -> true).packed();
  }

  /// As [#all], but links that lead out of the directory are left out.
  ///
  /// @param choice whether a file is among them, by its path in the directory
  static PackedFiles within(Path directory, Predicate<Path> choice) throws IOException {
    return new Walk(directory, directory.toRealPath(), choice).packed();
  }

  private static final class Walk extends SimpleFileVisitor<Path> {
    private final Path directory;
    private final @Nullable Path bound;
    private final Predicate<Path> choice;
    private final List<Path> files = new ArrayList<>();
    private final List<Path> outside = new ArrayList<>();
    private long bytes;
    private int lookedAt;

    Walk(Path directory, @Nullable Path bound, Predicate<Path> choice) {
      this.directory = directory;
      this.bound = bound;
      this.choice = choice;
    }

    PackedFiles packed() throws IOException {
      Files.walkFileTree(
          directory, EnumSet.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, this);
      if (files.isEmpty()) {
        throw new UsageException(directory + " has no files");
      }
      return new PackedFiles(files.stream().sorted().toList(), outside.stream().sorted().toList());
    }

    @Override
    public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
        throws IOException {
      return isOfATool(folder) || leadsOut(folder)
          ? FileVisitResult.SKIP_SUBTREE
          : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      if (attributes.isRegularFile() && isChosen(file) && !leadsOut(file)) {
        files.add(file);
        bytes += attributes.size();
      }
      if (files.size() > MOST_FILES || bytes > MOST_UNPACKED || ++lookedAt > MOST_LOOKED_AT) {
        throw new UsageException(directory + " has more than 1 GB or 100,000 files");
      }
      return FileVisitResult.CONTINUE;
    }

    /// A link to a directory that it is in adds nothing.
    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      if (e instanceof FileSystemLoopException) {
        return leadsOut(file) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
      }
      throw e;
    }

    private boolean isChosen(Path file) {
      return !isOfATool(file) && choice.test(directory.relativize(file));
    }

    private boolean isOfATool(Path path) {
      return TOOLS.contains(directory.relativize(path).getName(0).toString());
    }

    private boolean leadsOut(Path path) throws IOException {
      if (bound == null || !Files.isSymbolicLink(path) || path.toRealPath().startsWith(bound)) {
        return false;
      }
      outside.add(path);
      return true;
    }
  }
}
