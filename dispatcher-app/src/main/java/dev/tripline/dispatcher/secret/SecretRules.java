package dev.tripline.dispatcher.secret;

import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.dispatcher.secret.reference.SecretSettings;
import java.util.Optional;
import java.util.function.Predicate;

/// The secrets that a caller of the API may refer to.
///
/// @param stored `true` for the name of a secret in the store
public record SecretRules(SecretSettings settings, Predicate<String> stored) {

  /// The reason why a caller may not use this reference; empty if it may.
  public Optional<String> objection(SecretReference reference) {
    if (reference.stored() && !stored.test(reference.storedName())) {
      return Optional.of("refers to a secret that is not stored: " + reference.storedName());
    }
    return settings.objection(reference);
  }
}
