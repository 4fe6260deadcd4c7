package dev.tripline.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProductVersionTest {

  @Test
  void version_and_java_are_named() {
    assertThat(ProductVersion.line())
        .matches(
            "tripline \\d+\\.\\d+\\.\\d+(-SNAPSHOT)? \\((commit [0-9a-f]+( with changes)?, )?Java"
                + " .+\\)");
  }
}
