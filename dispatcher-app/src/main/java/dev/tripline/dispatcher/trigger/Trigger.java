package dev.tripline.dispatcher.trigger;

import dev.tripline.spi.invocation.FunctionTarget;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/// A registered trigger: a source and the function that its events go to.
///
/// @param id never used again, also when a trigger of the same name is made again
/// @param form the source as it was given, with defaults filled in; holds references to secrets only
/// @param source the meaning of `form`
/// @param revision raised at every change
public record Trigger(
    String id,
    String name,
    FunctionTarget function,
    boolean paused,
    ObjectNode form,
    TriggerSource source,
    long revision,
    Instant createdAt,
    Instant updatedAt) {

  /// The source, for those who know its kind.
  ///
  /// @throws ClassCastException if it is of another kind
  public <S extends TriggerSource> S source(Class<S> kind) {
    return kind.cast(source);
  }
}
