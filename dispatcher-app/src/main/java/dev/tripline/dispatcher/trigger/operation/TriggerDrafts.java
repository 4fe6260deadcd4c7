package dev.tripline.dispatcher.trigger.operation;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.tripline.dispatcher.masking.Maskable;
import dev.tripline.dispatcher.masking.Masking;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.form.InvalidTriggerException;
import dev.tripline.dispatcher.trigger.preflight.Preflight;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Checks triggers without making or changing them, and warns of those that were made. Blocking; safe for
/// many threads.
public final class TriggerDrafts {
  private final TriggerService triggers;
  private final Preflight preflight;

  TriggerDrafts(TriggerService triggers, Preflight preflight) {
    this.triggers = triggers;
    this.preflight = preflight;
  }

  /// A trigger as it would be.
  ///
  /// @param source the form with defaults
  /// @param warnings empty if nothing is wrong with it
  public record TriggerDraft(
      String name, String function, boolean paused, JsonNode source, List<String> warnings) {}

  /// A trigger that was made or changed, and warnings about it.
  public record Registered(@JsonUnwrapped TriggerView trigger, List<String> warnings)
      implements Maskable {

    @Override
    public Registered masked(Masking masking) {
      return new Registered(trigger.masked(masking), warnings);
    }

    @Override
    public Registered withoutContent() {
      return new Registered(trigger.withoutContent(), warnings);
    }
  }

  /// @throws InvalidTriggerException if the request describes none
  public TriggerDraft create(ObjectNode request) throws InterruptedException {
    return checked(triggers.draft(request));
  }

  /// @throws InvalidTriggerException if the result describes none
  public TriggerDraft change(String idOrName, ObjectNode patch) throws InterruptedException {
    return checked(
        triggers
            .draftOfPatch(idOrName, patch)
            .orElseThrow(() -> TriggerOperations.unknown(idOrName)));
  }

  private TriggerDraft checked(Trigger trigger) throws InterruptedException {
    return new TriggerDraft(
        trigger.name(),
        trigger.function().toString(),
        trigger.paused(),
        trigger.form(),
        preflight.withSource(trigger, triggers.others(trigger.id())));
  }

  /// With the warnings that its settings give reason for; its source is not asked again.
  public Registered registered(TriggerView view) {
    Trigger trigger = TriggerOperations.live(triggers, view.id()).trigger();
    return new Registered(view, preflight.warnings(trigger, triggers.others(trigger.id())));
  }
}
