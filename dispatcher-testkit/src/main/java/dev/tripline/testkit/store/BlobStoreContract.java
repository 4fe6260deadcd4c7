package dev.tripline.testkit.store;

import static dev.tripline.testkit.store.StoreContract.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// The contract of every [dev.tripline.spi.store.BlobStore].
public interface BlobStoreContract extends StoreContract {
  /// An age that every blob has.
  Duration ANY_AGE = Duration.ofMinutes(-1);

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
  default void blob_that_nothing_names_is_removed() throws IOException {
    String named = store().blobs().put(bytes("named"));
    String unused = store().blobs().put(bytes("unused"));
    assertThat(store().blobs().removeUnused(ANY_AGE, () -> Set.of(named))).isEqualTo(1);
    assertThat(store().blobs().open(unused)).isEmpty();
    assertThat(read(store(), named)).isEqualTo(bytes("named"));
  }

  @Test
  default void blob_that_was_just_put_stays_and_nobody_is_asked() throws IOException {
    String key = store().blobs().put(bytes("young"));
    int removed =
        store()
            .blobs()
            .removeUnused(
                Duration.ofHours(1),
                () -> {
                  throw new AssertionError("there is nothing to ask for");
                });
    assertThat(removed).isZero();
    assertThat(read(store(), key)).isEqualTo(bytes("young"));
  }

  /// A function is made of the same package on another node, and is not in the registry yet.
  @Test
  default void blob_put_again_while_its_names_are_looked_up_stays() throws IOException {
    byte[] content = bytes("again");
    String key = store().blobs().put(content);
    Duration age = Duration.ofSeconds(3);
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    AtomicInteger asked = new AtomicInteger();
    int removed = 0;
    while (asked.get() == 0 && System.nanoTime() < deadline) {
      removed +=
          store()
              .blobs()
              .removeUnused(
                  age,
                  () -> {
                    asked.incrementAndGet();
                    store().blobs().put(content);
                    return Set.of();
                  });
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
    assertThat(asked).hasValue(1);
    assertThat(removed).isZero();
    assertThat(read(store(), key)).isEqualTo(content);
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
