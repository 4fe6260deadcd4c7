package dev.tripline.dispatcher.trigger.run;

import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.trigger.Trigger;
import java.time.Duration;
import java.util.Optional;

/// The timeouts of triggers' functions, which may be changed at any time.
public record FunctionTimeouts(Functions functions) {

  /// How long the trigger's function may take.
  public Duration of(Trigger trigger) {
    return functions.timeout(trigger.function());
  }

  /// Whether the trigger's function is there, so that it has a timeout.
  public boolean known(Trigger trigger) {
    return functions.exists(trigger.function());
  }

  /// Why the function is too slow for the trigger's kind of source; empty if it is not, or not there.
  public Optional<String> tooSlow(Trigger trigger) {
    return known(trigger)
        ? trigger.source().traits().timeout().objection(of(trigger))
        : Optional.empty();
  }
}
