package dev.tripline.store.rotation;

import dev.tripline.store.cipher.PayloadKeys;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Keys in memory, made of their ids.
public final class HeldKeys implements PayloadKeys {
  private final Map<String, Key> keys = new HashMap<>();
  private @Nullable Key active;
  private @Nullable Key offered;
  private Runnable beforeActive = () -> {};

  /// The last one is active.
  public static HeldKeys of(String... ids) {
    HeldKeys held = new HeldKeys();
    for (String id : ids) {
      held.activate(id);
    }
    return held;
  }

  void activate(String id) {
    active = new Key(id, digest(id));
    keys.put(id, active);
  }

  /// Runs it each time before the active key is told.
  void beforeActive(Runnable run) {
    beforeActive = run;
  }

  /// It is active when the keys are read again.
  void offer(String id) {
    offered = new Key(id, digest(id));
    keys.put(id, offered);
  }

  void deactivate() {
    active = null;
  }

  void drop(String id) {
    keys.remove(id);
  }

  private static byte[] digest(String id) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public Optional<Key> active(BooleanSupplier mayMake) {
    beforeActive.run();
    return Optional.ofNullable(active);
  }

  @Override
  public Optional<Key> find(String id) {
    return Optional.ofNullable(keys.get(id));
  }

  @Override
  public void reread(Consumer<Key> beforeUse) {
    if (offered != null) {
      beforeUse.accept(offered);
      active = offered;
      offered = null;
    }
  }
}
