package dev.tripline.adapter.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.testkit.source.MemoryStateStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What was accepted and not yet remembered is found again and recognised.
class FolderCrashTest {
  private @TempDir Path root;
  private final MemoryStateStore store = new MemoryStateStore();
  private final Set<String> keys = new HashSet<>();

  @Test
  void crash_between_accepting_and_remembering_gives_no_second_event() throws Exception {
    Files.writeString(root.resolve("a"), "x");
    Files.writeString(root.resolve("b"), "x");
    // The start of a run and the identity of the folder are saved before any file.
    store.breakAfter(2);
    try (RunningFolder folder = new RunningFolder(root, store, keys)) {
      folder.awaitEnd();
      assertThat(folder.failure()).hasMessageContaining("broken");
      folder.awaitTold("Created:Put a", "Created:Put b");
    }
    store.breakAfter(Integer.MAX_VALUE);
    Files.writeString(root.resolve("c"), "x");
    try (RunningFolder folder = new RunningFolder(root, store, keys)) {
      folder.awaitTold("Created:Put c");
      folder.awaitScans();
      folder.awaitTold("Created:Put c");
    }
  }

  @Test
  void change_during_the_outage_is_told_with_a_later_sequencer() throws Exception {
    Files.writeString(root.resolve("a"), "x");
    store.breakAfter(2);
    String first;
    try (RunningFolder folder = new RunningFolder(root, store, keys)) {
      folder.awaitEnd();
      first = sequencer(folder);
    }
    store.breakAfter(Integer.MAX_VALUE);
    Files.writeString(root.resolve("a"), "changed");
    try (RunningFolder folder = new RunningFolder(root, store, keys)) {
      folder.awaitTold("Created:Put a");
      assertThat(sequencer(folder)).isGreaterThan(first).hasSameSizeAs(first);
    }
  }

  @Test
  void ten_thousand_files_are_told_once_each_through_crashes() throws Exception {
    List<String> names = IntStream.range(0, 10_000).mapToObj(i -> i % 50 + "/f" + i).toList();
    for (String name : names) {
      Path file = root.resolve(name);
      Files.createDirectories(file.getParent());
      Files.createFile(file);
    }
    Set<String> told = new HashSet<>();
    int count = 0;
    for (int run = 0; run < 4; run++) {
      store.breakAfter(run < 3 ? 10 : Integer.MAX_VALUE);
      try (RunningFolder folder = new RunningFolder(root, store, keys)) {
        if (run < 3) {
          folder.awaitEnd();
        } else {
          int before = count;
          RunningFolder.await(() -> before + folder.told().size() >= names.size());
          folder.awaitScans();
        }
        count += folder.told().size();
        told.addAll(folder.told());
      }
    }
    assertThat(count).isEqualTo(names.size());
    assertThat(told).hasSize(names.size());
  }

  private static String sequencer(RunningFolder folder) {
    String payload = new String(folder.events().getFirst().payload(), StandardCharsets.UTF_8);
    return payload.replaceFirst(".*\"sequencer\":\"(\\w+)\".*", "$1");
  }
}
