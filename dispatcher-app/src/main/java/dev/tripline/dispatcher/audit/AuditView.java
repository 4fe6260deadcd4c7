package dev.tripline.dispatcher.audit;

import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.spi.audit.AuditLog;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One change as the audit shows it.
///
/// @param action the operation's name
/// @param reason the actor's own words; null where none were asked for
public record AuditView(
    long sequence,
    Instant at,
    Author actor,
    String action,
    Target target,
    @Nullable String reason,
    Map<String, String> details) {
  /// Details that are the same for equal payloads, so that masked values in them could be guessed.
  private static final Set<String> DIGESTS = Set.of("payloadSha256", "newPayloadSha256");

  /// @param kind `operator` if the name was proven, `anonymous` if not, `system` for the dispatcher
  public record Author(String name, String kind) {}

  /// @param kind such as `trigger`
  public record Target(String kind, String id) {}

  AuditView withoutDigests() {
    Map<String, String> others = new TreeMap<>(details);
    others.keySet().removeAll(DIGESTS);
    return new AuditView(sequence, at, actor, action, target, reason, others);
  }

  static AuditView of(AuditLog.Recorded recorded) {
    AuditEntry entry = recorded.entry();
    return new AuditView(
        recorded.sequence(),
        recorded.at(),
        new Author(entry.actor().name(), entry.actor().kind().name().toLowerCase(Locale.ROOT)),
        entry.action(),
        new Target(entry.target().kind(), entry.target().id()),
        entry.reason(),
        new TreeMap<>(entry.details()));
  }
}
