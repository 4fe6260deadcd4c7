package dev.tripline.delivery;

import dev.tripline.retry.RetryRules;
import org.jspecify.annotations.Nullable;

/// How asynchronous invocations of a function (version, alias) are retried, and where their ends are
/// announced.
///
/// @param onSuccess destination of the record of a success; the forms are those of
///     [dev.tripline.spi.store.OutboxMessage#destination()]
/// @param onFailure destination of the record of a given-up event
/// @param deadLetterTarget destination of the bare event when it is given up (the older DLQ)
public record AsyncSettings(
    RetryRules rules,
    @Nullable String onSuccess,
    @Nullable String onFailure,
    @Nullable String deadLetterTarget) {

  /// AWS's rules, and no destinations.
  public static final AsyncSettings NONE = new AsyncSettings(RetryRules.AWS, null, null, null);
}
