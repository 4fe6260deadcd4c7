package dev.tripline.adapter.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.testkit.source.MemoryStateStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Files that come with their events.
class FolderContentsTest {
  private @TempDir Path root;

  @Test
  void files_up_to_the_size_come_in_base64_and_others_say_why_not() throws Exception {
    Files.writeString(root.resolve("empty"), "");
    Files.writeString(root.resolve("full"), "x".repeat(70_000));
    Files.writeString(root.resolve("large"), "x".repeat(70_001));
    FolderBucketSettings plain = RunningFolder.settings(root, FolderBucketSettings.Filter.ALL);
    var settings =
        new FolderBucketSettings(
            plain.triggerId(),
            plain.root(),
            plain.bucket(),
            plain.filter(),
            plain.names(),
            plain.timing(),
            new FolderBucketSettings.Contents(
                70_000, (key, state) -> new FileLinker.Link(key + "?" + state, Instant.EPOCH)));
    List<JsonNode> objects;
    try (RunningFolder folder =
        new RunningFolder(settings, new MemoryStateStore(), RunningFolder.noKeys())) {
      folder.awaitTold("Created:Put empty", "Created:Put full", "Created:Put large");
      Files.delete(root.resolve("empty"));
      RunningFolder.await(() -> folder.told().size() == 4);
      objects =
          folder.events().stream()
              .map(event -> JsonMapper.shared().readTree(event.payload()))
              .map(event -> event.at("/Records/0/s3/object"))
              .sorted(Comparator.comparing(object -> object.path("key").asString()))
              .toList();
    }
    JsonNode full = objects.get(2);
    JsonNode large = objects.get(3);
    assertThat(full.path("body").binaryValue()).hasSize(70_000).containsOnly('x');
    assertThat(full.path("isBase64Encoded").asBoolean()).isTrue();
    assertThat(large.has("body")).isFalse();
    assertThat(large.path("bodyOmitted").asString()).isEqualTo("TooLarge");
    assertThat(large.path("link").asString()).startsWith("large?70001:");
    assertThat(large.path("linkExpires").asString()).isEqualTo("1970-01-01T00:00:00Z");
    List<JsonNode> empty = objects.subList(0, 2);
    assertThat(empty.stream().filter(object -> object.has("body")))
        .hasSize(1)
        .allMatch(object -> object.path("body").asString().isEmpty());
  }
}
