package dev.tripline.dispatcher.deadletter.redrive;

import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.spi.invocation.FunctionTarget;

/// Finds the functions that letters may be sent to in place of their own.
///
/// @param functions all there are
record RedriveTargets(Functions functions) {

  /// @param text name or ARN of a function or endpoint, with a version or alias if one is meant
  /// @throws ApiProblem if there is none
  FunctionTarget of(String text) {
    return functions
        .parse(text)
        .filter(functions::existsAnywhere)
        .orElseThrow(
            () -> ApiProblem.invalid("target", "there is no function, version or alias " + text));
  }
}
