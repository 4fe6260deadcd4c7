package dev.tripline.spi.store;

import dev.tripline.spi.invocation.Attempt;
import java.time.Instant;
import java.util.List;

/// An invocation that this node may work on until its lease runs out.
///
/// @param sequence the store's own number of it, rising in the order of acceptance
/// @param token the fencing token, raised at every claim
/// @param epoch number of the lease under which it was claimed
/// @param acceptedAt by the store's clock; the age of an event counts from here
/// @param attempts those that failed so far, oldest first; not-run ones may be folded into the last
/// @param countedAttempts the number of attempts that counted
/// @param notRunStreak the number of throttled or unreachable tries since the last attempt that
///     ran; decides the next back-off
public record ClaimedInvocation(
    long sequence,
    long token,
    long epoch,
    NewInvocation invocation,
    Instant acceptedAt,
    List<Attempt> attempts,
    int countedAttempts,
    int notRunStreak) {}
