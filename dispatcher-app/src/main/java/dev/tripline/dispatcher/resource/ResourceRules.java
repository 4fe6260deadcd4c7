package dev.tripline.dispatcher.resource;

import java.util.Optional;
import java.util.function.Predicate;

/// The rules for names of resources in registrations. Blocking; safe for many threads.
public final class ResourceRules {
  private final Predicate<String> exists;

  public ResourceRules(Predicate<String> exists) {
    this.exists = exists;
  }

  /// Why a registration cannot name this resource; empty if it can.
  public Optional<String> objection(String name) {
    return exists.test(name)
        ? Optional.empty()
        : Optional.of(
            "there is no resource %s; make it first, by PUT /v1/resources/%s"
                .formatted(name, Resources.isName(name) ? name : "NAME"));
  }
}
