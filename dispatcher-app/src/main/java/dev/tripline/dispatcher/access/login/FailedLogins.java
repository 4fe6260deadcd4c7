package dev.tripline.dispatcher.access.login;

import dev.tripline.dispatcher.audit.Audit;
import dev.tripline.spi.audit.Actor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Records failed logins in the audit: of each user once a minute at most, with their number since the last
/// time, so that they do not fill it. Names that nobody has are not kept, for people type passwords there.
/// Blocking; safe for many threads.
final class FailedLogins {
  private static final Duration PAUSE = Duration.ofMinutes(1);
  private static final String NOBODY = "unknown";
  private static final int MOST = 1_000;

  private final Audit audit;
  private final InstantSource clock;
  private final Map<String, Count> counts = new LinkedHashMap<>();

  FailedLogins(Audit audit, InstantSource clock) {
    this.audit = audit;
    this.clock = clock;
  }

  private record Count(int failures, Instant recordedAt) {}

  /// @param name null for one that nobody has
  /// @param address the attempt came from
  void add(@Nullable String name, String address) {
    String key = name == null ? "" : name;
    int failures = due(key);
    if (failures > 0) {
      audit.record(
          new Actor("anonymous at " + address, Actor.Kind.ANONYMOUS),
          "LoginFailed",
          Audit.USER,
          name == null ? NOBODY : name,
          Map.of("failures", Integer.toString(failures)));
    }
  }

  /// The number to record now; 0 if it is too early.
  private synchronized int due(String key) {
    Instant now = clock.instant();
    Count before = counts.remove(key);
    boolean early = before != null && now.isBefore(before.recordedAt.plus(PAUSE));
    int failures = before == null ? 1 : before.failures + 1;
    counts.put(
        key, early && before != null ? new Count(failures, before.recordedAt) : new Count(0, now));
    if (counts.size() > MOST) {
      counts.remove(counts.keySet().iterator().next());
    }
    return early ? 0 : failures;
  }
}
