package dev.tripline.dispatcher.trigger.run;

import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.trigger.Trigger;
import java.time.Duration;
import java.util.Optional;

/// The timeouts of triggers' functions, which may be changed at any time.
public record FunctionTimeouts(Functions functions) {

  /// The timeout of the trigger's function.
  public Duration of(Trigger trigger) {
    return functions.timeout(trigger.function());
  }

  /// `true` if the trigger's function exists and so has a timeout.
  public boolean known(Trigger trigger) {
    return functions.exists(trigger.function());
  }

  /// The reason why the function is too slow for the trigger's kind of source; empty if it is not,
  /// or not there.
  public Optional<String> tooSlow(Trigger trigger) {
    return known(trigger)
        ? trigger.source().traits().timeout().objection(of(trigger))
        : Optional.empty();
  }
}
