package dev.tripline.dispatcher.function.registry;

import dev.tripline.delivery.AsyncSettings;
import dev.tripline.retry.RetryRules;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A function as the registry holds it: one document under one name, whatever runs behind it.
/// Immutable.
public sealed interface RegisteredFunction permits PackageFunction, Endpoint {

  String name();

  /// Whether the version or alias exists; null stands for `$LATEST`.
  boolean has(@Nullable String qualifier);

  /// How long one invocation may take; zero if there is no such version or alias.
  Duration timeout(@Nullable String qualifier);

  /// @param standard retry rules where the function sets none
  AsyncSettings asyncSettings(@Nullable String qualifier, RetryRules standard);

  /// The shared resource whose budget its executions take part in; null if there is none.
  @Nullable String resource();
}
