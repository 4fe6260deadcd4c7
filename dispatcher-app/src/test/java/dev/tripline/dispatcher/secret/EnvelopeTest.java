package dev.tripline.dispatcher.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
  private final byte[] key = Envelope.newKey();

  @Test
  void what_was_sealed_is_opened_with_its_key_and_name_only() {
    Envelope envelope = Envelope.seal(key, "login", "geheim-ä");
    assertThat(envelope.open(key, "login")).isEqualTo("geheim-ä");
    assertThatThrownBy(() -> envelope.open(key, "other"))
        .hasMessageContaining("sealed with another key")
        .hasMessageNotContaining("geheim");
    assertThatThrownBy(() -> envelope.open(Envelope.newKey(), "login"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_changed_byte_is_noticed() {
    Envelope envelope = Envelope.seal(key, "login", "geheim");
    byte[] changed = envelope.sealed().clone();
    changed[changed.length - 1] ^= 1;
    assertThatThrownBy(() -> new Envelope(envelope.wrappedKey(), changed).open(key, "login"))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new Envelope(new byte[3], changed).open(key, "login"))
        .hasMessageContaining("cannot be decrypted");
  }

  @Test
  void the_same_value_never_looks_the_same() {
    Envelope one = Envelope.seal(key, "login", "geheim");
    Envelope two = Envelope.seal(key, "login", "geheim");
    assertThat(one.sealed()).isNotEqualTo(two.sealed());
    assertThat(new String(one.sealed(), StandardCharsets.ISO_8859_1)).doesNotContain("geheim");
  }

  @Test
  void another_outer_key_leaves_the_value_as_it_is() {
    byte[] newKey = Envelope.newKey();
    Envelope old = Envelope.seal(key, "login", "geheim");
    Envelope envelope = old.rewrap(key, newKey, "login");
    assertThat(envelope.sealed()).isEqualTo(old.sealed());
    assertThat(envelope.open(newKey, "login")).isEqualTo("geheim");
  }
}
