package dev.tripline.dispatcher.trigger.operation;

import dev.tripline.adapter.cdc.ChangeState;
import dev.tripline.adapter.cdc.ChangeState.Resolution;
import dev.tripline.dispatcher.audit.Audit;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.store.SourceStateStore;
import java.util.Map;

/// Ends gaps of triggers that read the changes of a database: after a loss they read nothing until an
/// operator has said how to go on. Blocking; safe for many threads.
public final class GapOperations {
  private final TriggerService triggers;
  private final SourceStateStore state;
  private final Audit audit;

  GapOperations(TriggerService triggers, SourceStateStore state, Audit audit) {
    this.triggers = triggers;
    this.state = state;
    this.audit = audit;
  }

  /// @param gap the loss, in words
  public record Resolved(String trigger, String gap, Resolution resolution) {}

  /// The trigger goes on within seconds.
  ///
  /// @throws ApiProblem 404 if there is no such trigger, 409 if it has no gap
  public Resolved resolve(String idOrName, Resolution resolution, Actor actor) {
    Trigger trigger = TriggerOperations.live(triggers, idOrName).trigger();
    ChangeState changes = new ChangeState(state, trigger.id());
    String gap =
        changes
            .gap()
            .orElseThrow(() ->
                ApiProblem.conflict("trigger " + trigger.name() + " waits for nobody: no gap"));
    if (!changes.resolve(resolution)) {
      throw ApiProblem.conflict("the gap was resolved by someone else");
    }
    audit.record(
        actor,
        "ResolveGap",
        Audit.TRIGGER,
        trigger.id(),
        Map.of("name", trigger.name(), "resolution", resolution.name(), "gap", gap));
    return new Resolved(trigger.name(), gap, resolution);
  }
}
