package dev.tripline.dispatcher.trigger.kind.folder;

import dev.tripline.adapter.storage.FolderBucketSettings;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.trigger.TriggerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/// Reads a folder of this machine.
public record FolderForm(TriggerSettings settings) {

  FolderSource read(FormReader form, boolean fresh) {
    Path path = fresh ? existingFolder(form) : Path.of(form.required("path"));
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
    return new FolderSource(path, bucket, selection, timing, form.flag("reportExisting", true));
  }

  private static String keyPart(FormReader form, String name) {
    String value = form.text(name, "");
    if (value.length() > 1_024) {
      form.invalid(name, "must not be longer than 1024 characters");
    }
    return value;
  }

  private Path existingFolder(FormReader form) {
    String text = form.required("path");
    try {
      Path path = Path.of(text).toRealPath();
      if (!Files.isDirectory(path)) {
        form.invalid("path", "is no folder");
      } else if (!settings.allowsFolder(path)) {
        form.invalid("path", "is outside of tripline.triggers.folder-roots");
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
