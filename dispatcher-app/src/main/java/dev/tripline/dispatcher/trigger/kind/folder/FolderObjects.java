package dev.tripline.dispatcher.trigger.kind.folder;

import dev.tripline.adapter.storage.LinkedFile;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.object.link.ByteRange;
import dev.tripline.dispatcher.trigger.object.link.LinkedObjects;
import dev.tripline.dispatcher.trigger.object.link.OpenedObject;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Files of folders, read for whoever has a link to them.
record FolderObjects(FolderForm form) implements LinkedObjects {

  @Override
  public boolean has(TriggerSource source) {
    return source instanceof FolderSource folder && folder.linked() != null;
  }

  /// The folder is judged again: it may be allowed no more.
  @Override
  public OpenedObject open(Trigger trigger, Wanted wanted, @Nullable ByteRange range)
      throws IOException {
    FolderSource folder = trigger.source(FolderSource.class);
    Path root = form.allowedFolder(folder.path());
    return switch (LinkedFile.open(root, wanted.key(), wanted.state())) {
      case LinkedFile.Opened.Found(LinkedFile file) -> part(file, range);
      case LinkedFile.Opened.Gone _ ->
          throw ApiProblem.gone("the file is not there any more, or not on this node");
      case LinkedFile.Opened.Changed _ ->
          throw ApiProblem.conflict(
              "the file is not in the state any more that the event tells of");
    };
  }

  private static OpenedObject part(LinkedFile file, @Nullable ByteRange range) throws IOException {
    long size = file.size();
    long first = range == null ? 0 : range.from(size);
    if (range != null && first >= size) {
      file.close();
      throw ApiProblem.unsatisfiable("the file ends before this part");
    }
    return new OpenedObject(
        size, first, range == null ? size : range.length(size), file.bytes(first), new Held(file));
  }

  /// A file that is being read.
  private record Held(LinkedFile file) implements OpenedObject.Hold {
    @Override
    public boolean isUnchanged() throws IOException {
      return file.isUnchanged();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
