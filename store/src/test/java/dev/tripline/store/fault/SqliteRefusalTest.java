package dev.tripline.store.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.store.NewInvocation;
import dev.tripline.store.Stores;
import dev.tripline.store.engine.StoreRefusedException;
import dev.tripline.store.engine.StoreSettings;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A store that is not sound is refused at start, and nothing in it is touched.
class SqliteRefusalTest {
  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void makeStore() {
    file = directory.resolve("store.db");
    try (Stores stores = open()) {
      for (int i = 0; i < 200; i++) {
        stores
            .queue()
            .enqueue(
                NewInvocation.of(
                    UUID.randomUUID().toString(), FunctionTarget.latest("f"), new byte[2000]),
                false);
      }
    }
  }

  @Test
  void second_opener_is_refused() {
    try (Stores _ = open()) {
      assertThatThrownBy(this::open)
          .isInstanceOf(StoreRefusedException.class)
          .hasMessageContaining("in use by another process");
    }
  }

  @Test
  void store_opens_again_after_a_refusal() {
    try (Stores _ = open()) {
      assertThatThrownBy(this::open).isInstanceOf(StoreRefusedException.class);
    }
    try (Stores stores = open()) {
      assertThat(stores.queue().claimDue("f", 500, Set.of())).hasSize(200);
    }
  }

  @Test
  void scribbled_page_is_refused() throws IOException {
    try (RandomAccessFile store = new RandomAccessFile(file.toFile(), "rw")) {
      for (long page = 2; page < store.length() / 4096; page++) {
        store.seek(page * 4096);
        store.write(new byte[] {(byte) 0xba, (byte) 0xad, (byte) 0xf0, 0x0d, 1, 2, 3, 4, 5, 6});
      }
    }
    assertRefusedUntouched("is damaged");
  }

  @Test
  void truncated_store_is_refused() throws IOException {
    try (RandomAccessFile store = new RandomAccessFile(file.toFile(), "rw")) {
      store.setLength(store.length() / 2 / 4096 * 4096);
    }
    assertRefusedUntouched("is damaged");
  }

  @Test
  void other_file_is_refused() throws IOException {
    Files.writeString(file, "This is a letter to my aunt, and no database.\n".repeat(100));
    assertRefusedUntouched("is damaged");
  }

  @Test
  void emptied_store_is_refused() throws IOException {
    Files.write(file, new byte[0]);
    assertRefusedUntouched("missing or empty");
  }

  @Test
  void vanished_store_is_refused() throws IOException {
    Files.delete(file);
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("missing or empty");
    assertThat(file).doesNotExist();
  }

  private void assertRefusedUntouched(String message) throws IOException {
    byte[] before = Files.readAllBytes(file);
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("store.db");
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  private Stores open() {
    return Stores.open(StoreSettings.sqlite(file), InstantSource.system(), Milestone.Listener.NONE);
  }
}
