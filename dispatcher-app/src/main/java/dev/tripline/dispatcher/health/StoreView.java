package dev.tripline.dispatcher.health;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The state of the store, as the node that answers sees it.
///
/// @param engine `sqlite` or `postgresql`
/// @param node the one that answers, as in the states of triggers
/// @param outage why it cannot be used now; missing while it can
/// @param databaseBytes of all its tables; missing during an outage
/// @param payloadKeys by which values may be encrypted, the newest first; missing during an outage
public record StoreView(
    String engine,
    String node,
    @JsonInclude(Include.NON_NULL) @Nullable String outage,
    @JsonInclude(Include.NON_NULL) @Nullable Long databaseBytes,
    Backlog backlog,
    Rows rows,
    Disk disk,
    Writes writes,
    @JsonInclude(Include.NON_NULL) @Nullable List<PayloadKey> payloadKeys) {

  /// A key of the file of payload keys, which it has to stay in.
  ///
  /// @param since when it was used first
  /// @param active whether a node encrypts with it now
  /// @param complete whether all values of earlier times are encrypted with it by now
  public record PayloadKey(String id, Instant since, boolean active, boolean complete) {}

  /// The work that is not at its end.
  ///
  /// @param oldestEventAt when the oldest asynchronous event was accepted that is not at its end
  /// @param oldestDeadLetterAt when the oldest dead letter died
  /// @param outbox messages that wait to be sent to destinations, at most 100,000 are counted
  @JsonInclude(Include.NON_NULL)
  public record Backlog(
      @Nullable Instant oldestEventAt, @Nullable Instant oldestDeadLetterAt, long outbox) {}

  /// Rows that are gone and that PostgreSQL carries along; SQLite has none.
  ///
  /// @param oldestSnapshotMillis the age of the oldest transaction that may still see them
  /// @param holder the session that has it open; missing if none is seen
  /// @param dead their number, by the server's estimate
  @JsonInclude(Include.NON_NULL)
  public record Rows(long oldestSnapshotMillis, @Nullable String holder, long dead) {}

  /// The disk of this node's data directory.
  ///
  /// @param reserveBytes that new events may not use; missing where the store is elsewhere
  /// @param full whether new events are refused for want of room
  @JsonInclude(Include.NON_NULL)
  public record Disk(
      long usableBytes, long totalBytes, @Nullable Long reserveBytes, boolean full) {}

  /// Of this node since its start.
  ///
  /// @param changes those that shared the commits
  /// @param stale that were refused because another node had the claim
  /// @param rescued claims taken over from nodes that died
  /// @param refusedFull that were refused because the disk was nearly full
  public record Writes(long commits, long changes, long stale, long rescued, long refusedFull) {}
}
