package dev.tripline.dispatcher.trigger.operation;

import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.registry.Triggers;
import dev.tripline.dispatcher.trigger.run.TriggerServices;
import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.store.ParkedKeys.ParkedKey;
import java.util.List;
import java.util.Optional;

/// All that an operator does with parked keys. A trigger is named by its id or its name, a key by
/// itself or by its id in the list; an unknown one is an [ApiProblem] 404. Blocking; safe for many
/// threads.
public final class ParkedKeyOperations {
  private final Triggers triggers;
  private final TriggerServices services;

  ParkedKeyOperations(Triggers triggers, TriggerServices services) {
    this.triggers = triggers;
    this.services = services;
  }

  /// @param records how many the drain will hand to the function
  public record Redrive(String key, long records) {}

  /// @param discarded the identifier of the record
  public record Discarded(String key, String discarded) {}

  /// Those that wait longest first.
  public List<ParkedKeyView> list(String trigger) {
    return services.parking().list(trigger(trigger).id()).stream().map(ParkedKeyView::of).toList();
  }

  /// Asks for a drain; it begins within seconds.
  public Redrive redrive(String trigger, String keyOrId, Actor actor) {
    Trigger known = trigger(trigger);
    ParkedKey key = key(known, keyOrId);
    if (!services.parking().redrive(known.id(), key.key(), actor)) {
      throw unknown(known, keyOrId);
    }
    return new Redrive(key.key(), key.records());
  }

  /// Discards the first record behind the key.
  public Discarded discardHead(String trigger, String keyOrId, Actor actor, String reason) {
    Trigger known = trigger(trigger);
    ParkedKey key = key(known, keyOrId);
    String discarded =
        services
            .parking()
            .discardHead(known.id(), key.key(), actor, reason, services.account(known));
    if (discarded == null) {
      throw ApiProblem.conflict("the key is being drained right now; try again");
    }
    return new Discarded(key.key(), discarded);
  }

  private Trigger trigger(String idOrName) {
    return TriggerOperations.live(triggers, idOrName).trigger();
  }

  private ParkedKey key(Trigger trigger, String keyOrId) {
    return find(trigger, keyOrId)
        .or(() -> ParkedKeyView.key(keyOrId).flatMap(key -> find(trigger, key)))
        .orElseThrow(() -> unknown(trigger, keyOrId));
  }

  private Optional<ParkedKey> find(Trigger trigger, String key) {
    return services.parking().list(trigger.id()).stream()
        .filter(parked -> parked.key().equals(key))
        .findFirst();
  }

  private static ApiProblem unknown(Trigger trigger, String key) {
    return ApiProblem.notFound("trigger " + trigger.name() + " has no parked key " + key);
  }
}
