package dev.tripline.delivery;

import dev.tripline.spi.invocation.FunctionTarget;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The functions as deliveries see them. Answers come from memory, which is at most about a second
/// behind what other nodes have registered; safe for many threads.
public interface Functions {

  /// Whether the function, and the version or alias if one is named, exists.
  boolean exists(FunctionTarget target);

  /// As [#exists], but the store is asked before the answer is no. May block.
  default boolean existsAnywhere(FunctionTarget target) {
    if (exists(target)) {
      return true;
    }
    refresh();
    return exists(target);
  }

  /// Takes over everything that any node had registered when this was called. Blocking; who asks
  /// while others wait shares one look into the store with them.
  void refresh();

  /// The settings that hold for the target now, AWS's defaults if there are none.
  AsyncSettings asyncSettings(FunctionTarget target);

  /// The ARN as AWS writes it in invocation records: always with a qualifier, `$LATEST` if none was
  /// named.
  String qualifiedArn(FunctionTarget target);

  /// The target that a function name, a partial ARN or an ARN of this account and region stands for.
  Optional<FunctionTarget> parse(String nameOrArn);

  /// At most this many asynchronous invocations of the function may run at once; 0 if it is switched
  /// off by a reserved concurrency of 0.
  int concurrencyLimit(FunctionTarget target);

  /// The longest time that one invocation may take.
  Duration timeout(FunctionTarget target);

  /// Whether the function may be part of a chain of invocations of any length; others stop after
  /// [dev.tripline.retry.RetryPolicy#RECURSION_LIMIT].
  boolean recursionAllowed(FunctionTarget target);

  /// The names of all functions, packages and endpoints, sorted.
  List<String> names();
}
