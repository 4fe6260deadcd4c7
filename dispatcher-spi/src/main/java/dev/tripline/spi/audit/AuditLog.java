package dev.tripline.spi.audit;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The record of changes that somebody made; it only grows. Blocking; safe for many threads.
///
/// The stores write their own changes (redrives and discards) into it, in the transaction of the
/// change. Whoever changes something elsewhere records it here.
public interface AuditLog {

  /// Records a change, with the store's time. Returns after the commit.
  void record(AuditEntry entry);

  /// One page, newest first.
  ///
  /// @param before the sequence after which the page starts; null for the first page
  List<Recorded> page(Filter filter, @Nullable Long before, int limit);

  /// An entry in its place.
  ///
  /// @param sequence rises with every entry
  /// @param at by the store's clock
  record Recorded(long sequence, Instant at, AuditEntry entry) {}

  /// Which entries to show; a null matches all.
  ///
  /// @param actor the actor's name
  /// @param targetId only together with a kind
  /// @param from inclusive
  /// @param to exclusive
  record Filter(
      @Nullable String actor,
      @Nullable String action,
      @Nullable String targetKind,
      @Nullable String targetId,
      @Nullable Instant from,
      @Nullable Instant to) {
    public static final Filter ALL = new Filter(null, null, null, null, null, null);

    public Filter {
      if (targetId != null && targetKind == null) {
        throw new IllegalArgumentException("an id names a target only together with its kind");
      }
    }

    /// All that happened to one thing.
    public static Filter of(AuditEntry.Target target) {
      return new Filter(null, null, target.kind(), target.id(), null, null);
    }
  }
}
