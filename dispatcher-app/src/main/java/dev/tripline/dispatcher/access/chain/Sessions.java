package dev.tripline.dispatcher.access.chain;

import dev.tripline.dispatcher.access.rule.Caller;
import java.util.Optional;

/// Looks up sessions of browsers. Blocking: it asks the store. Safe for many threads.
@FunctionalInterface
public interface Sessions {

  /// The caller whose session it is; empty if it is none, or has ended.
  ///
  /// @param cookie the value of [SessionCookie]
  /// @throws dev.tripline.spi.store.StoreUnavailableException if the store does not answer
  Optional<Caller> find(String cookie);
}
