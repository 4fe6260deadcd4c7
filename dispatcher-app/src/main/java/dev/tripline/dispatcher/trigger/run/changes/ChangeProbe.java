package dev.tripline.dispatcher.trigger.run.changes;

import dev.tripline.adapter.cdc.Suitability;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.preflight.SourceProbe;
import dev.tripline.spi.source.SourceUnavailableException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Asks databases whether their changes can be read, with the rights that the trigger has there.
///
/// @param look at the database of a trigger
public record ChangeProbe(String kind, Function<Trigger, Suitability> look) implements SourceProbe {

  /// Empty also if the database is out of reach now.
  public Optional<FieldError> refusal(Trigger trigger) {
    try {
      return look.apply(trigger).refusals().stream()
          .findFirst()
          .map(why -> new FieldError("source", why));
    } catch (SourceUnavailableException _) {
      return Optional.empty(); // the trigger fails visibly until it is there
    }
  }

  @Override
  public List<String> warnings(Trigger trigger) {
    try {
      return look.apply(trigger).warnings();
    } catch (SourceUnavailableException e) {
      return List.of("the database cannot be asked: " + e.getMessage());
    }
  }
}
