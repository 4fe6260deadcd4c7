package dev.tripline.dispatcher.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tripline.store.cipher.PayloadKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PayloadKeyFileTest {
  @TempDir Path directory;

  private Path file() {
    return directory.resolve("payloads.json");
  }

  private PayloadKeyFile keys(boolean enabled) {
    return new PayloadKeyFile(new SecretKeys(file(), "encrypted payloads"), enabled);
  }

  private static String active(PayloadKeys keys) {
    return keys.active(() -> false).orElseThrow().id();
  }

  @Test
  void a_file_is_made_only_where_nothing_was_encrypted() {
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> keys(true).active(() -> false))
        .withMessageContaining("but the store has encrypted payloads: bring the file back");
    assertThat(keys(false).active(() -> true)).isEmpty();
    assertThat(file()).doesNotExist();
    PayloadKeys.Key made = keys(true).active(() -> true).orElseThrow();
    assertThat(keys(true).active(() -> false).orElseThrow().bytes()).isEqualTo(made.bytes());
    assertThat(keys(false).find(made.id()).orElseThrow().bytes())
        .as("also when nothing is to be encrypted any more")
        .isEqualTo(made.bytes());
    assertThat(made.toString()).isEqualTo("key " + made.id());
  }

  @Test
  void a_new_primary_key_is_seen_when_the_file_is_read_again() throws IOException {
    PayloadKeyFile keys = keys(true);
    PayloadKeys.Key old = keys.active(() -> true).orElseThrow();
    String fresh = new SecretKeys(file(), "encrypted payloads").rotate().id();
    assertThat(active(keys)).isEqualTo(old.id());
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() ->
            keys.reread(_ -> {
              throw new IllegalStateException("not noted");
            }));
    assertThat(active(keys)).as("a key that was not noted is not used").isEqualTo(old.id());
    List<String> told = new ArrayList<>();
    keys.reread(next -> told.add(next.id() + " while " + active(keys)));
    assertThat(told).containsExactly(fresh + " while " + old.id());
    assertThat(active(keys)).isEqualTo(fresh);
    assertThat(keys.find(old.id())).isPresent();
    keys.reread(next -> told.add(next.id()));
    Files.writeString(file(), "{");
    keys.reread(next -> told.add(next.id()));
    assertThat(told).hasSize(1);
    assertThat(keys.active(() -> false)).as("what is known stays").isPresent();
  }

  @Test
  void the_file_of_others_is_not_taken_over() throws IOException {
    PayloadKeyFile keys = keys(true);
    PayloadKeys.Key own = keys.active(() -> true).orElseThrow();
    Files.delete(file());
    String other = active(keys(true), true);
    List<String> told = new ArrayList<>();
    keys.reread(next -> told.add(next.id()));
    assertThat(told).isEmpty();
    assertThat(active(keys)).isEqualTo(own.id());
    assertThat(keys.find(other)).isEmpty();
    assertThat(keys.find(own.id())).isPresent();
  }

  private static String active(PayloadKeys keys, boolean mayMake) {
    return keys.active(() -> mayMake).orElseThrow().id();
  }
}
