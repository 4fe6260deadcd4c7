package dev.tripline.dispatcher.trigger.kind.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.dispatcher.trigger.TriggerSettings;
import dev.tripline.dispatcher.trigger.object.link.LinkForm;
import dev.tripline.spi.source.SourceUnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class AllowedFolderTest {
  @TempDir Path directory;
  private Path inbox;
  private Path link;
  private FolderForm form;

  @BeforeEach
  void folders() throws IOException {
    Path data = Files.createDirectory(directory.resolve("data"));
    inbox = Files.createDirectories(directory.resolve("allowed/inbox")).toRealPath();
    link = Files.createSymbolicLink(directory.resolve("link"), inbox);
    TriggerSettings settings =
        new TriggerSettings(
            List.of(directory.resolve("allowed")),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            DataSize.ofMegabytes(1));
    form = new FolderForm(settings, data, new LinkForm(() -> false));
  }

  @Test
  void folder_that_was_judged_is_the_one_that_is_read_wherever_the_link_leads_later()
      throws IOException {
    Path judged = form.allowedFolder(link);
    Files.delete(link);
    Files.createSymbolicLink(link, Files.createDirectory(directory.resolve("elsewhere")));
    assertThat(judged).isEqualTo(inbox);
  }

  @Test
  void link_that_leads_outside_is_refused() throws IOException {
    Files.delete(link);
    Files.createSymbolicLink(link, Files.createDirectory(directory.resolve("elsewhere")));
    assertThatThrownBy(() -> form.allowedFolder(link))
        .isInstanceOf(SourceUnavailableException.class)
        .hasMessageContaining("outside of the folders of tripline.triggers.folder-roots");
  }
}
