package dev.tripline.dispatcher.trigger.object;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamedObjectTest {
  @ParameterizedTest
  @ValueSource(strings = {"../other/x", "a/../../x", "./a", "a/.", ".."})
  void dot_segments_lead_elsewhere(String key) {
    assertThat(NamedObject.leadsElsewhere(key)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "a..b/c", ".hidden", "a//b", "...", "/a/"})
  void other_keys_do_not(String key) {
    assertThat(NamedObject.leadsElsewhere(key)).isFalse();
  }

  @Test
  void another_tag_is_another_object() {
    assertThat(NamedObject.isAnother("e", "\"zzz\"")).isTrue();
    assertThat(NamedObject.isAnother("e", "\"e\"")).isFalse();
    assertThat(NamedObject.isAnother("e", null)).isFalse();
  }
}
