package dev.tripline.dispatcher.access.key;

import dev.tripline.delivery.PollThread;
import dev.tripline.dispatcher.access.signature.SigningSecret;
import dev.tripline.dispatcher.secret.Seals;
import dev.tripline.spi.store.StoreUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All keys, in memory, with their secrets opened; looked up without a lock. Changes of other nodes are
/// read once a second, and at most a few times a second when an unknown key is asked for. Safe for many
/// threads.
public final class KnownKeys implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(KnownKeys.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final long MISS_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final AccessKeyStore store;
  private final Seals seals;
  private final PollThread watch;
  private final AtomicLong missAt;
  private volatile boolean watching;
  private volatile State state = new State(-1, Map.of());

  public KnownKeys(AccessKeyStore store, Seals seals) {
    this.store = store;
    this.seals = seals;
    missAt = new AtomicLong(System.nanoTime() - MISS_PAUSE_NANOS);
    watch =
        new PollThread(
            "access-key-watch",
            PAUSE,
            () -> {
              refreshIfReachable();
              return false;
            },
            "Access keys cannot be read and stay as they were",
            "Watching access keys");
  }

  /// A key with its secrets, the newest first.
  public record Known(AccessKey key, List<Secret> secrets) {}

  /// @param kept the value as the store has it; of a token, its digest
  /// @param signing of a signing key
  /// @param validUntil null for the one that lasts
  public record Secret(byte[] kept, @Nullable SigningSecret signing, @Nullable Instant validUntil) {

    public boolean isValidAt(Instant now) {
      return validUntil == null || now.isBefore(validUntil);
    }
  }

  private record State(long change, Map<String, Known> byId) {}

  /// Reads all keys, and watches for changes from then on.
  ///
  /// @throws IllegalStateException if their secrets cannot be opened here
  public void start() {
    refresh();
    watching = true;
    watch.start();
  }

  /// The key of that id, whether it is disabled or not. Blocks only for ids that are not known.
  public Optional<Known> find(String id) {
    Known known = state.byId.get(id);
    if (known == null && mayAskForMiss()) {
      refreshIfReachable();
      known = state.byId.get(id);
    }
    return Optional.ofNullable(known);
  }

  List<AccessKey> all() {
    return state.byId.values().stream().map(Known::key).toList();
  }

  /// Reads what was changed since the last time. Blocking.
  synchronized void refresh() {
    State before = state;
    long change = store.change();
    if (change == before.change) {
      return;
    }
    Map<String, Known> byId = new HashMap<>();
    for (AccessKeyStore.Kept kept : store.all()) {
      byId.put(kept.key().id(), known(kept, before.byId.get(kept.key().id())));
    }
    state = new State(change, byId);
  }

  private Known known(AccessKeyStore.Kept kept, @Nullable Known before) {
    List<Secret> secrets = new ArrayList<>();
    for (KeptSecret secret : kept.secrets()) {
      secrets.add(
          new Secret(
              secret.value(), signing(kept.key().id(), secret, before), secret.validUntil()));
    }
    return new Known(kept.key(), List.copyOf(secrets));
  }

  /// That of before, if it is the same: it has derived its keys already.
  private @Nullable SigningSecret signing(String id, KeptSecret secret, @Nullable Known before) {
    Seals.Sealed sealed = secret.seal();
    if (sealed == null) {
      return null;
    }
    if (before != null) {
      for (Secret old : before.secrets) {
        if (Arrays.equals(old.kept, secret.value())) {
          return old.signing;
        }
      }
    }
    return new SigningSecret(seals.open(KeptSecret.boundTo(id), sealed));
  }

  private boolean mayAskForMiss() {
    long last = missAt.get();
    long now = System.nanoTime();
    return now - last >= MISS_PAUSE_NANOS && missAt.compareAndSet(last, now);
  }

  private void refreshIfReachable() {
    try {
      refresh();
    } catch (StoreUnavailableException e) {
      log.debug("The store does not answer; access keys stay as they were", e);
    }
  }

  @Override
  public void close() {
    if (watching) {
      watch.close();
    }
  }
}
