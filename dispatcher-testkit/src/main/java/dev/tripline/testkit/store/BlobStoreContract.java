package dev.tripline.testkit.store;

import static dev.tripline.testkit.store.StoreContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The contract of every [dev.tripline.spi.store.BlobStore].
public interface BlobStoreContract extends StoreContract {

  @Test
  default void blob_is_named_by_its_hash_and_survives_a_crash() throws IOException {
    String key = store().blobs().put(bytes("abc"));
    assertThat(key).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assertThat(read(store().successor(), key)).isEqualTo(bytes("abc"));
  }

  @Test
  default void large_and_empty_blobs_come_back_whole() throws IOException {
    byte[] large = new byte[(5 << 20) + 17];
    new Random(1).nextBytes(large);
    assertThat(read(store(), store().blobs().put(large))).isEqualTo(large);
    assertThat(read(store(), store().blobs().put(new byte[0]))).isEmpty();
  }

  @Test
  default void same_bytes_twice_are_one_blob() {
    String key = store().blobs().put(bytes("twice"));
    assertThat(store().blobs().put(bytes("twice"))).isEqualTo(key);
    store().blobs().delete(key);
    assertThat(store().blobs().open(key)).isEmpty();
    store().blobs().delete(key);
  }

  @Test
  default void only_hashes_are_keys() {
    assertThatThrownBy(() -> store().blobs().open("../store.db"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store().blobs().delete("ABC"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static byte[] read(StoreUnderTest store, String key) throws IOException {
    try (InputStream in = store.blobs().open(key).orElseThrow()) {
      return in.readAllBytes();
    }
  }
}
