package dev.tripline.dispatcher.access.chain;

import dev.tripline.dispatcher.access.rule.Caller;
import java.util.Optional;

/// Looks up bearer tokens. Answers come from memory, but for unknown ones. Safe for many threads.
@FunctionalInterface
public interface Tokens {

  /// The caller who has the token; empty if it is none, or disabled.
  Optional<Caller> find(String token);
}
