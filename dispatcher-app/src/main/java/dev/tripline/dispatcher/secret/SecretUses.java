package dev.tripline.dispatcher.secret;

import java.util.List;

/// Finds the users of a secret. Safe for many threads.
@FunctionalInterface
public interface SecretUses {

  /// In words, for instance `trigger orders`; empty if nobody does.
  List<String> of(String secretName);
}
