package dev.tripline.dispatcher.function;

import dev.tripline.delivery.AsyncSettings;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.InvocationResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Functions that are HTTP endpoints, and the asynchronous settings that `/v1/functions` keeps for
/// functions of every kind. Answers come from memory; safe for many threads.
///
/// An endpoint has no versions and no aliases: only its bare name and `$LATEST` address it. Its name
/// is never that of a package function, and the other way round.
public interface EndpointFunctions {

  /// Whether an endpoint has this name.
  boolean exists(String name);

  /// Takes over everything that any node had registered when this was called. Blocking.
  void refresh();

  /// The names of all endpoints, sorted.
  List<String> names();

  /// At most this many asynchronous invocations of the endpoint may run at once.
  int concurrencyLimit(String name);

  /// How long the endpoint may take for an answer.
  Duration timeout(String name);

  /// Posts the payload to the endpoint and waits for its answer, as [dev.tripline.spi.invocation.Invoker]
  /// does.
  InvocationResult invoke(InvocationRequest request) throws InterruptedException;

  /// What `/v1/functions` has set for the function: always present for an endpoint; for a package
  /// function only if somebody set it, and it then takes the place of its event-invoke-config.
  Optional<AsyncSettings> asyncSettings(String name);

  /// Forgets what was set for a package function that was deleted. Unknown names are fine.
  void forget(String packageFunction);
}
