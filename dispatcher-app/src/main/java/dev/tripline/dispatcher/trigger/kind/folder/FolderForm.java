package dev.tripline.dispatcher.trigger.kind.folder;

import dev.tripline.adapter.storage.FolderBucketSettings;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.trigger.TriggerSettings;
import dev.tripline.dispatcher.trigger.object.ObjectForm;
import dev.tripline.dispatcher.trigger.object.link.LinkForm;
import dev.tripline.spi.file.Utf8Path;
import dev.tripline.spi.source.SourceUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/// Reads a folder of this machine.
///
/// @param dataDirectory the dispatcher's own
public record FolderForm(TriggerSettings settings, Path dataDirectory, LinkForm links) {

  FolderSource read(FormReader form, boolean fresh) {
    Path path = fresh ? existingFolder(form) : Utf8Path.of(form.required("path"));
    String bucket = form.required("bucket");
    if (!bucket.isEmpty() && !bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
      form.invalid("bucket", "must be a bucket name: 3 to 63 of a-z, 0-9, dot and hyphen");
    }
    List<String> events = form.texts("events", FolderBucketSettings.Filter.ALL.events());
    try {
      new FolderBucketSettings.Filter("", "", events);
    } catch (IllegalArgumentException e) {
      form.invalid("events", String.valueOf(e.getMessage()));
    }
    var names = FolderBucketSettings.Names.DEFAULT;
    var selection =
        new FolderSource.Selection(
            keyPart(form, "prefix"),
            keyPart(form, "suffix"),
            events,
            form.flag("hiddenFiles", names.hidden()),
            form.texts("temporarySuffixes", names.temporarySuffixes()));
    var timing =
        new FolderSource.Timing(
            form.seconds("settleSeconds", 0, 3_600, 1),
            form.seconds("rescanSeconds", 0.1, 3_600, 10));
    Integer included = ObjectForm.includedBytes(form);
    return new FolderSource(
        path,
        bucket,
        selection,
        timing,
        form.flag("reportExisting", true),
        included == null ? 0 : included,
        links.read(form, fresh));
  }

  private static String keyPart(FormReader form, String name) {
    String value = form.text(name, "");
    if (value.length() > 1_024) {
      form.invalid(name, "must not be longer than 1024 characters");
    }
    return value;
  }

  /// @param folder without symbolic links
  boolean allows(Path folder) {
    return settings.allowsFolder(folder, dataDirectory);
  }

  /// @param folder without symbolic links
  boolean holdsOwnFiles(Path folder) {
    return TriggerSettings.holdsOwnFiles(folder, dataDirectory);
  }

  /// The folder to which a path leads now, without symbolic links: the one that was judged, for whoever
  /// reads it. Made when more was allowed, a trigger may have a folder that it must not watch now.
  ///
  /// @throws SourceUnavailableException if it must not, or cannot
  Path allowedFolder(Path path) {
    try {
      Path real = path.toRealPath();
      if (holdsOwnFiles(real)) {
        throw new SourceUnavailableException(
            path + " leads to files of the dispatcher itself, which are not watched");
      }
      if (!allows(real)) {
        throw new SourceUnavailableException(
            path
                + " leads to "
                + real
                + ", outside of the folders of tripline.triggers.folder-roots");
      }
      return real;
    } catch (IOException e) {
      throw new SourceUnavailableException(path + " cannot be read", e);
    }
  }

  private Path existingFolder(FormReader form) {
    String text = form.required("path");
    try {
      Path path = Utf8Path.of(text).toRealPath();
      if (!Files.isDirectory(path)) {
        form.invalid("path", "is no folder");
      } else if (holdsOwnFiles(path)) {
        form.invalid(
            "path",
            "holds files of the dispatcher itself; take another folder, such as one named inbox in"
                + " the data directory");
      } else if (!allows(path)) {
        form.invalid(
            "path",
            "is outside of the folders that the operator allows by tripline.triggers.folder-roots");
      }
      return path;
    } catch (IOException | InvalidPathException _) {
      if (!text.isEmpty()) {
        form.invalid("path", "does not exist or cannot be read here");
      }
      return Path.of("");
    }
  }
}
