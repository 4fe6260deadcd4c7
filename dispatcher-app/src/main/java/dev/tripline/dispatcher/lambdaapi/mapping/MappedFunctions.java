package dev.tripline.dispatcher.lambdaapi.mapping;

import dev.tripline.dispatcher.lambdaapi.function.FunctionUses;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.registry.LocalTrigger;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import java.time.Duration;
import java.util.Optional;

/// The demands of event source mappings on their functions. A mapping that reads SQS demands
/// nothing here: AWS lets a function become slower than its queue's visibility timeout, which the
/// trigger shows then.
public record MappedFunctions(TriggerService triggers) implements FunctionUses {

  @Override
  public Optional<String> objection(String functionName, Duration timeout) {
    for (LocalTrigger live : triggers.all()) {
      Trigger trigger = live.trigger();
      if (trigger.function().name().equals(functionName) && trigger.function().isLatest()) {
        Optional<String> objection = trigger.source().traits().timeout().objection(timeout);
        if (objection.isPresent()) {
          return objection;
        }
      }
    }
    return Optional.empty();
  }
}
