package dev.tripline.store.cipher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tripline.store.rotation.HeldKeys;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadCipherTest {
  private static final SealedColumn BYTES =
      SealedColumn.bytes("letter", "payload", List.of("id"), "id", "part");
  private static final SealedColumn TEXT =
      SealedColumn.text("letter", "error", List.of("id"), "id", "part");

  private final PayloadCipher on = new PayloadCipher(HeldKeys.of("k1"));
  private final PayloadCipher off = new PayloadCipher(PayloadKeys.NONE);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "~sealed:",
        "~sealed:1:",
        "~sealed:1::x",
        "~sealed:1:k1:AA",
        "\0TPC",
        "\0TPC1\0",
        "\0TPC1\2k1x",
        "ünï 😀"
      })
  void values_come_back_as_they_were_with_and_without_a_key(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    for (PayloadCipher cipher : List.of(on, off)) {
      assertThat(on.open(BYTES, cipher.seal(BYTES, bytes, "1", "a"), "1", "a")).isEqualTo(bytes);
      assertThat(on.open(TEXT, cipher.seal(TEXT, value, "1", "a"), "1", "a")).isEqualTo(value);
    }
  }

  @Test
  void what_was_written_without_a_key_is_as_it_was() {
    assertThat(off.seal(TEXT, "[1]", "1", "a")).isEqualTo("[1]");
    assertThat(off.seal(BYTES, new byte[] {1}, "1", "a")).containsExactly(1);
    assertThat(off.sealIfAny(TEXT, (String) null, "1", "a")).isNull();
    assertThat(on.openIfAny(BYTES, (byte[]) null, "1", "a")).isNull();
  }

  @Test
  void a_value_says_its_key_and_nothing_of_itself() {
    byte[] sealed = on.seal(BYTES, "canary".getBytes(StandardCharsets.UTF_8), "1", "a");
    assertThat(PayloadCipher.keyOf(Arrays.copyOf(sealed, PayloadCipher.LONGEST_HEAD)))
        .isEqualTo("k1");
    assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("canary");
    String text = on.seal(TEXT, "canary", "1", "a");
    assertThat(PayloadCipher.keyOf(text)).isEqualTo("k1");
    assertThat(text).startsWith("~sealed:1:k1:").doesNotContain("canary");
    assertThat(on.seal(TEXT, "canary", "1", "a")).isNotEqualTo(text);
    assertThat(PayloadCipher.keyOf("canary")).isNull();
  }

  @Test
  void a_value_does_not_open_in_another_row_or_column() {
    String sealed = on.seal(TEXT, "x", "1", "ab");
    for (String[] row : new String[][] {{"1", "a"}, {"1a", "b"}, {"1:", "ab"}, {"2", "ab"}}) {
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> on.open(TEXT, sealed, row))
          .withMessageContaining("a value of letter.error was changed")
          .withMessageContaining("k1");
    }
    SealedColumn other = SealedColumn.text("letter", "note", List.of("id"), "id", "part");
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> on.open(other, sealed, "1", "ab"));
  }

  @Test
  void a_changed_or_cut_value_does_not_open() {
    byte[] sealed = on.seal(BYTES, new byte[100], "1", "a");
    for (int length = 8; length < sealed.length; length++) {
      byte[] cut = Arrays.copyOf(sealed, length);
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> on.open(BYTES, cut, "1", "a"));
    }
    for (int at = 8; at < sealed.length; at++) {
      byte[] changed = sealed.clone();
      changed[at] ^= 1;
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> on.open(BYTES, changed, "1", "a"));
    }
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> on.open(TEXT, "~sealed:1:k1:no base64", "1", "a"));
  }

  @Test
  void a_missing_key_is_named() {
    String sealed = on.seal(TEXT, "x", "1", "a");
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> off.open(TEXT, sealed, "1", "a"))
        .withMessageContaining("letter.error")
        .withMessageContaining("the key k1, which is not in the file");
  }
}
