package dev.tripline.adapter.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.file.Utf8Path;
import dev.tripline.spi.source.Event;
import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.testkit.source.MemoryStateStore;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderBucketSourceTest {
  private @TempDir Path temporary;
  private Path root;
  private final MemoryStateStore store = new MemoryStateStore();
  private final Set<String> keys = RunningFolder.noKeys();

  @BeforeEach
  void folder() throws Exception {
    root = Files.createDirectory(temporary.resolve("bucket"));
  }

  private RunningFolder run() {
    return new RunningFolder(root, store, keys);
  }

  private Path write(String name, String text) throws Exception {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Test
  void created_changed_and_removed_files_are_told() throws Exception {
    try (RunningFolder folder = run()) {
      write("a.txt", "one");
      folder.awaitTold("Created:Put a.txt");
      write("a.txt", "two, longer");
      folder.awaitTold("Created:Put a.txt", "Created:Put a.txt");
      Files.delete(root.resolve("a.txt"));
      folder.awaitTold("Created:Put a.txt", "Created:Put a.txt", "Removed:Delete a.txt");
      assertThat(sequencers(folder.events())).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  void what_is_there_at_the_first_start_is_told_unless_it_was_taken_as_known() throws Exception {
    write("old.txt", "x");
    try (RunningFolder folder = run()) {
      folder.awaitTold("Created:Put old.txt");
    }
    MemoryStateStore other = new MemoryStateStore();
    new FolderBucketSource(
            RunningFolder.settings(root, FolderBucketSettings.Filter.ALL),
            other,
            (_, _) -> {},
            InstantSource.system())
        .takeAsKnown();
    try (RunningFolder folder = new RunningFolder(root, other, keys)) {
      write("new.txt", "x");
      folder.awaitTold("Created:Put new.txt");
    }
  }

  /// A name in another character set can be no key; it stops nothing.
  @Test
  void name_that_is_not_utf_8_is_a_problem_of_its_own() throws Exception {
    Path latin = Path.of(URI.create(root.toUri() + "h%E9.txt"));
    Files.writeString(latin, "x");
    try (RunningFolder folder = run()) {
      Files.writeString(Utf8Path.below(root, "h\u00e9llo \u2713.txt"), "x");
      folder.awaitTold("Created:Put h\u00e9llo \u2713.txt");
      folder.awaitScans();
      assertThat(folder.problems()).singleElement().asString().contains("not UTF-8");
      Files.delete(latin);
      Files.delete(Utf8Path.below(root, "h\u00e9llo \u2713.txt"));
      folder.awaitTold("Created:Put h\u00e9llo \u2713.txt", "Removed:Delete h\u00e9llo \u2713.txt");
      folder.awaitScans();
      assertThat(folder.problems()).isEmpty();
      assertThat(folder.failure()).isNull();
    }
  }

  @Test
  void restart_tells_nothing_again() throws Exception {
    write("deep/er/a.txt", "x");
    try (RunningFolder folder = run()) {
      folder.awaitTold("Created:Put deep/er/a.txt");
      folder.awaitScans();
    }
    try (RunningFolder folder = new RunningFolder(root, store, new HashSet<>())) {
      folder.awaitScans();
      assertThat(folder.told()).isEmpty();
    }
  }

  @Test
  void what_happened_while_stopped_is_told_at_the_next_start() throws Exception {
    write("stays", "x");
    write("changes", "x");
    write("goes", "x");
    try (RunningFolder folder = run()) {
      folder.awaitTold("Created:Put stays", "Created:Put changes", "Created:Put goes");
      folder.awaitScans();
    }
    write("changes", "y, and more");
    Files.delete(root.resolve("goes"));
    write("comes", "x");
    try (RunningFolder folder = run()) {
      folder.awaitTold("Created:Put changes", "Removed:Delete goes", "Created:Put comes");
    }
  }

  @Test
  void rename_is_a_removal_and_a_creation() throws Exception {
    write("a", "x");
    try (RunningFolder folder = run()) {
      folder.awaitTold("Created:Put a");
      Files.move(root.resolve("a"), root.resolve("b"));
      folder.awaitTold("Created:Put a", "Removed:Delete a", "Created:Put b");
    }
  }

  @Test
  void file_that_comes_back_as_it_was_is_told_again() throws Exception {
    Path file = write("a", "x");
    try (RunningFolder folder = run()) {
      folder.awaitTold("Created:Put a");
      // Moved away and back: same size, time and inode.
      Path away = temporary.resolve("away");
      Files.move(file, away);
      folder.awaitTold("Created:Put a", "Removed:Delete a");
      Files.move(away, file);
      folder.awaitTold("Created:Put a", "Removed:Delete a", "Created:Put a");
      assertThat(sequencers(folder.events())).isSorted().doesNotHaveDuplicates();
    }
  }

  @Test
  void replacement_of_the_same_size_and_time_is_noticed() throws Exception {
    Path file = write("a", "one");
    FileTime time = Files.getLastModifiedTime(file);
    try (RunningFolder folder = run()) {
      folder.awaitTold("Created:Put a");
      Path other = Files.writeString(temporary.resolve("other"), "two");
      Files.setLastModifiedTime(other, time);
      Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
      folder.awaitTold("Created:Put a", "Created:Put a");
    }
  }

  @Test
  void same_contents_in_another_inode_are_no_change() throws Exception {
    Path file = write("a", "one");
    FileTime time = Files.getLastModifiedTime(file);
    try (RunningFolder folder = run()) {
      folder.awaitTold("Created:Put a");
      Path copy = Files.writeString(temporary.resolve("copy"), "one");
      Files.setLastModifiedTime(copy, time);
      Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE);
      folder.awaitScans();
      folder.awaitTold("Created:Put a");
    }
  }

  @Test
  void file_is_told_once_and_whole_when_its_writer_is_done() throws Exception {
    try (RunningFolder folder = run();
        OutputStream out = Files.newOutputStream(root.resolve("big"))) {
      for (int i = 0; i < 30; i++) {
        out.write("0123456789".getBytes(StandardCharsets.UTF_8));
        out.flush();
        LockSupport.parkNanos(50_000_000);
      }
      folder.awaitTold("Created:Put big");
      assertThat(text(folder.events().getFirst())).contains("\"size\":300");
    }
  }

  @Test
  void temporary_and_hidden_names_are_no_objects_until_they_are_renamed() throws Exception {
    try (RunningFolder folder = run()) {
      write("a.csv.part", "x");
      write(".hidden", "x");
      write(".git/config", "x");
      folder.awaitScans();
      assertThat(folder.told()).isEmpty();
      Files.move(root.resolve("a.csv.part"), root.resolve("a.csv"));
      folder.awaitTold("Created:Put a.csv");
    }
  }

  @Test
  void links_are_not_followed() throws Exception {
    Path outside = Files.createDirectory(temporary.resolve("outside"));
    Files.writeString(outside.resolve("secret"), "x");
    Files.createSymbolicLink(root.resolve("folder"), outside);
    Files.createSymbolicLink(root.resolve("file"), outside.resolve("secret"));
    write("real", "x");
    try (RunningFolder folder = run()) {
      folder.awaitTold("Created:Put real");
      folder.awaitScans();
      folder.awaitTold("Created:Put real");
    }
  }

  @Test
  void folder_whose_place_a_link_takes_is_not_looked_into(@TempDir Path outside) throws Exception {
    Files.writeString(outside.resolve("secret"), "x");
    write("real", "x");
    try (RunningFolder folder = run()) {
      folder.awaitTold("Created:Put real");
      Files.move(root, root.resolveSibling("moved"));
      Files.createSymbolicLink(root, outside);
      folder.awaitEnd();
      folder.awaitTold("Created:Put real");
      assertThat(folder.failure())
          .isInstanceOf(SourceUnavailableException.class)
          .hasMessageContaining("nothing");
    }
  }

  @Test
  void prefix_suffix_and_events_select() throws Exception {
    var filter = new FolderBucketSettings.Filter("in/", ".jpg", List.of("s3:ObjectCreated:Put"));
    try (RunningFolder folder =
        new RunningFolder(RunningFolder.settings(root, filter), store, keys)) {
      write("in/a.jpg", "x");
      write("in/b.png", "x");
      write("out/c.jpg", "x");
      folder.awaitTold("Created:Put in/a.jpg");
      Files.delete(root.resolve("in/a.jpg"));
      folder.awaitScans();
      folder.awaitTold("Created:Put in/a.jpg");
    }
  }

  @Test
  void vanished_folder_is_an_outage_and_no_removal() throws Exception {
    write("a", "x");
    try (RunningFolder folder = run()) {
      folder.awaitTold("Created:Put a");
      folder.awaitScans();
      Files.move(root, temporary.resolve("gone"));
      folder.awaitEnd();
      assertThat(folder.failure()).isInstanceOf(SourceUnavailableException.class);
    }
    // As when a volume is not mounted: an empty folder of another identity.
    Files.createDirectory(root);
    try (RunningFolder folder = run()) {
      folder.awaitEnd();
      assertThat(folder.failure()).hasMessageContaining("not mounted");
      assertThat(folder.told()).isEmpty();
    }
    Files.delete(root);
    Files.move(temporary.resolve("gone"), root);
    try (RunningFolder folder = run()) {
      write("b", "x");
      folder.awaitTold("Created:Put b");
    }
  }

  private static List<String> sequencers(List<Event> events) {
    return events.stream()
        .map(event -> text(event).replaceFirst(".*\"sequencer\":\"(\\w+)\".*", "$1"))
        .toList();
  }

  private static String text(Event event) {
    return new String(event.payload(), StandardCharsets.UTF_8);
  }
}
