package dev.tripline.adapter.storage;

import dev.tripline.spi.source.EventSource;
import dev.tripline.testkit.source.MemoryStateStore;
import dev.tripline.testkit.source.push.EventSourceContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class FolderContractTest implements EventSourceContract {
  private @TempDir Path temporary;
  private Path root;
  private final MemoryStateStore store = new MemoryStateStore();

  @BeforeEach
  void folder() throws IOException {
    root = Files.createDirectory(temporary.resolve("bucket"));
  }

  @Override
  public EventSource open() {
    return new FolderBucketSource(
        RunningFolder.settings(root, FolderBucketSettings.Filter.ALL),
        store,
        (_, _) -> {},
        InstantSource.system());
  }

  /// Written under a name that is no object, and then renamed: a file that is whole at once.
  @Override
  public void happen(String subject) throws IOException {
    Path file = Files.writeString(temporary.resolve(subject), subject);
    Files.move(file, root.resolve(subject));
  }

  @Override
  public void setReachable(boolean reachable) throws IOException {
    Path away = temporary.resolve("away");
    Files.move(reachable ? away : root, reachable ? root : away);
  }
}
