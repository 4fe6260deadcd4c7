package dev.tripline.store.cipher;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// The keys that payloads are encrypted with, which are kept outside of the store. Safe for many threads.
public interface PayloadKeys {
  /// No key: values are written as they are.
  PayloadKeys NONE =
      new PayloadKeys() {
        @Override
        public Optional<Key> active(BooleanSupplier mayMake) {
          return Optional.empty();
        }

        @Override
        public Optional<Key> find(String id) {
          return Optional.empty();
        }

        @Override
        public void reread(Consumer<Key> beforeUse) {}
      };

  /// The key that encrypts what is written from now on; empty if nothing is encrypted.
  ///
  /// @param mayMake asked if there is no key at all: `true` if a new one may be made, because nothing was
  ///     encrypted so far
  /// @throws IllegalStateException if the keys cannot be read, or there are none and none may be made
  Optional<Key> active(BooleanSupplier mayMake);

  /// The key of that id, whether it is active or not; empty if it is not there.
  Optional<Key> find(String id);

  /// Sees changes of the keys. Those that are known stay if they cannot be read. Blocking.
  ///
  /// @param beforeUse told of another active key before it encrypts anything; if it throws, the key that was
  ///     active stays
  void reread(Consumer<Key> beforeUse);

  /// A key of 256 bits.
  ///
  /// @param id never used for another key: 1 to 100 letters, digits or any of `.-_`
  record Key(String id, byte[] bytes) {
    private static final int BYTES = 32;

    public Key {
      if (!id.matches("[A-Za-z0-9._-]{1,100}")) {
        throw new IllegalArgumentException(
            "the id of a key has 1 to 100 letters, digits or any of .-_");
      }
      if (bytes.length != BYTES) {
        throw new IllegalArgumentException("the key " + id + " must have 256 bits");
      }
    }

    /// Without the key itself.
    @Override
    public String toString() {
      return "key " + id;
    }
  }
}
