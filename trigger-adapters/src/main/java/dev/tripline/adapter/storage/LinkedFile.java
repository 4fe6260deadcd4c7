package dev.tripline.adapter.storage;

import dev.tripline.spi.file.Utf8Path;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// A file of a folder, opened in the state in which an event has told of it. It is found from folder to
/// folder by open directories, so that no link and no renamed folder leads elsewhere, at no moment.
///
/// Blocking; for one thread.
public final class LinkedFile implements AutoCloseable {
  private final SecureDirectoryStream<Path> folder;
  private final Path name;
  private final String state;
  private final long size;
  private final SeekableByteChannel channel;

  private LinkedFile(
      SecureDirectoryStream<Path> folder,
      Path name,
      String state,
      long size,
      SeekableByteChannel channel) {
    this.folder = folder;
    this.name = name;
    this.state = state;
    this.size = size;
    this.channel = channel;
  }

  /// The outcome of opening a file.
  public sealed interface Opened {
    /// To be closed.
    record Found(LinkedFile file) implements Opened {}

    /// It is not there, or not there any more.
    record Gone() implements Opened {}

    /// It was written to, or something else has its place.
    record Changed() implements Opened {}
  }

  /// @param root without symbolic links; one that has become a link is not opened
  /// @param key of the file, as an event has it
  /// @param state that [FileLinker] was given
  /// @throws IOException if the folder, or the file, cannot be read
  public static Opened open(Path root, String key, String state) throws IOException {
    SecureDirectoryStream<Path> folder = root(root);
    boolean kept = false;
    try {
      List<String> names = List.of(key.split("/", -1));
      for (String below : names.subList(0, names.size() - 1)) {
        SecureDirectoryStream<Path> next =
            folder.newDirectoryStream(name(root, below), LinkOption.NOFOLLOW_LINKS);
        folder.close();
        folder = next;
      }
      Path name = name(root, names.getLast());
      BasicFileAttributes attributes = attributes(folder, name);
      if (!attributes.isRegularFile() || !stateOf(attributes).equals(state)) {
        return new Opened.Changed();
      }
      SeekableByteChannel channel =
          folder.newByteChannel(name, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
      kept = true;
      var file = new LinkedFile(folder, name, state, attributes.size(), channel);
      if (!file.isUnchanged()) {
        file.close();
        return new Opened.Changed();
      }
      return new Opened.Found(file);
    } catch (NoSuchFileException | NotDirectoryException _) {
      return new Opened.Gone();
    } catch (AccessDeniedException e) {
      throw e;
    } catch (FileSystemException _) {
      return new Opened.Changed(); // a link
    } finally {
      if (!kept) {
        folder.close();
      }
    }
  }

  @SuppressWarnings("StreamResourceLeak") // closed by its file
  private static SecureDirectoryStream<Path> root(Path root) throws IOException {
    DirectoryStream<Path> opened = Files.newDirectoryStream(root);
    if (!(opened instanceof SecureDirectoryStream<Path> folder)) {
      opened.close();
      throw new IOException("this system opens no files by open folders");
    }
    Object found =
        folder.getFileAttributeView(BasicFileAttributeView.class).readAttributes().fileKey();
    Object wanted =
        Files.readAttributes(root, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
    if (!Objects.equals(found, wanted) || !root.toRealPath().equals(root)) {
      folder.close();
      throw new IOException("the folder was replaced by a link");
    }
    return folder;
  }

  private static Path name(Path root, String text) throws IOException {
    if (text.isEmpty() || text.equals(".") || text.equals("..") || text.indexOf('\0') >= 0) {
      throw new NoSuchFileException(text);
    }
    return Objects.requireNonNull(Utf8Path.below(root, text).getFileName());
  }

  private static BasicFileAttributes attributes(SecureDirectoryStream<Path> folder, Path name)
      throws IOException {
    return folder
        .getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .readAttributes();
  }

  private static String stateOf(BasicFileAttributes attributes) {
    return KnownFile.of(attributes, "", 0).state();
  }

  public long size() {
    return size;
  }

  /// Its bytes from one on, closed with this.
  public InputStream bytes(long first) throws IOException {
    return Channels.newInputStream(channel.position(first));
  }

  /// Whether what was read is what the event has told of.
  public boolean isUnchanged() throws IOException {
    try {
      return stateOf(attributes(folder, name)).equals(state);
    } catch (NoSuchFileException _) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      folder.close();
    }
  }
}
