package dev.tripline.dispatcher.access.chain;

import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.access.signature.SigningSecret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks up credentials of one sort. Answers come from memory, but for unknown ids. Safe for many
/// threads.
@FunctionalInterface
public interface Credentials {

  /// @param token of the session; null if the request has none
  Result find(String accessKeyId, @Nullable String token);

  /// The outcome of a look-up.
  sealed interface Result {

    /// @param secrets one of them has signed; two after a rotation
    record Found(Caller caller, List<SigningSecret> secrets) implements Result {}

    record Expired() implements Result {}

    /// There are none, or they are disabled.
    record Unknown() implements Result {}
  }
}
