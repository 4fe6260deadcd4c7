package dev.tripline.dispatcher.secret;

import java.util.List;

/// Finds the users of a secret. Safe for many threads.
@FunctionalInterface
public interface SecretUses {

  /// The users in words, for instance `trigger orders`; empty if there is none.
  List<String> of(String secretName);
}
