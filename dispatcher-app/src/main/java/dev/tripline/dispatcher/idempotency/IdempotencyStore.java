package dev.tripline.dispatcher.idempotency;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Keeps idempotency keys with the requests that they stand for and their first results. Blocking, durable,
/// safe for many threads and nodes.
interface IdempotencyStore {
  /// @param fingerprint of the request that came first
  /// @param result null as long as there is none
  /// @param taken whether the request may be carried out now
  record Claim(String fingerprint, @Nullable KeptResult result, boolean taken) {}

  /// Notes a key, and answers what is known of it afterwards: of simultaneous calls, one is the first. All of
  /// them may carry the request out.
  Claim claim(KeyedRequest request);

  /// The same for a request that is carried out by one at a time: taken until a result is kept or it is
  /// released, or until the node that took it is gone.
  Claim claimAlone(KeyedRequest request);

  /// Keeps the result of a key that was claimed, unless there is one.
  ///
  /// @return the one that counts in its place; empty if it came first, or if the key is no longer known
  Optional<KeptResult> keep(KeyedRequest request, KeptResult result);

  /// Gives up what [#claimAlone] took, without a result.
  void release(KeyedRequest request);
}
