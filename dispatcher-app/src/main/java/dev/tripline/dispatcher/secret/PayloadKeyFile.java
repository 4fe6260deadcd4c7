package dev.tripline.dispatcher.secret;

import dev.tripline.store.cipher.PayloadKeys;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The keys of payloads in a file like that of secrets. Safe for many threads.
final class PayloadKeyFile implements PayloadKeys {
  private final SecretKeys file;
  private final boolean enabled;
  private volatile @Nullable Key active;

  /// @param enabled whether its primary key is active
  PayloadKeyFile(SecretKeys file, boolean enabled) {
    this.file = file;
    this.enabled = enabled;
  }

  @Override
  public Optional<Key> active(BooleanSupplier mayMake) {
    if (!enabled) {
      return Optional.empty();
    }
    Key known = active;
    if (known == null) {
      known = key(file.primary(mayMake));
      active = known;
    }
    return Optional.of(known);
  }

  private static Key key(SecretKeys.Key key) {
    try {
      return new Key(key.id(), key.bytes());
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException("the file of payload keys: " + e.getMessage());
    }
  }

  @Override
  public Optional<Key> find(String id) {
    return file.find(id).map(bytes -> key(new SecretKeys.Key(id, bytes)));
  }

  @Override
  public void reread(Consumer<Key> beforeUse) {
    file.reread();
    if (!enabled) {
      return;
    }
    Key known = active;
    Key next = key(file.primary(() -> false));
    if (known == null || !known.id().equals(next.id())) {
      beforeUse.accept(next);
      active = next;
    }
  }
}
