package dev.tripline.dispatcher.lambdaapi.mapping;

import dev.tripline.dispatcher.function.registry.FunctionVersion;
import dev.tripline.dispatcher.lambdaapi.function.FunctionUses;
import dev.tripline.dispatcher.trigger.TimeoutLimit;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.registry.Triggers;
import java.time.Duration;
import java.util.Optional;

/// What event source mappings demand of their functions. A mapping that reads SQS demands nothing here:
/// AWS lets a function become slower than its queue's visibility timeout, which the trigger shows then.
public record MappedFunctions(Triggers triggers) implements FunctionUses {

  @Override
  public Optional<String> objection(String functionName, Duration timeout) {
    for (Triggers.Live live : triggers.all()) {
      Trigger trigger = live.trigger();
      String qualifier = trigger.function().qualifier();
      if (trigger.function().name().equals(functionName)
          && (qualifier == null || qualifier.equals(FunctionVersion.LATEST))) {
        Optional<String> objection = TimeoutLimit.objection(trigger.source(), timeout);
        if (objection.isPresent()) {
          return objection;
        }
      }
    }
    return Optional.empty();
  }
}
