package dev.tripline.dispatcher.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Keeps `docs/settings.md` what the records say.
class SettingsPageTest {
  private static final String COMMAND =
      "mvn -pl dispatcher-app -am test -Dtest=SettingsPageTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dsettings.page=write";

  @Test
  void the_page_lists_the_settings_as_the_records_say_them() throws IOException {
    SettingsPage page = new SettingsPage(Path.of("..").toAbsolutePath().normalize());
    String expected = page.text(SettingsOfTheDispatcher.catalogue(), COMMAND);
    if ("write".equals(System.getProperty("settings.page"))) {
      Files.writeString(page.file(), expected);
    }
    assertThat(page.file())
        .as("docs/settings.md is made by: %s", COMMAND)
        .content()
        .isEqualTo(expected);
  }
}
