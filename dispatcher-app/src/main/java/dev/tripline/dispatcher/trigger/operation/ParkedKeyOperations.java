package dev.tripline.dispatcher.trigger.operation;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.tripline.delivery.parking.Parking;
import dev.tripline.dispatcher.masking.Maskable;
import dev.tripline.dispatcher.masking.Masking;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import dev.tripline.dispatcher.trigger.run.TriggerServices;
import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.parking.ParkedKeyQueries;
import dev.tripline.spi.parking.ParkedKeys.ParkedKey;
import dev.tripline.spi.parking.UnreadableRecordException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// All that an operator does with parked keys. A trigger is named by its id or its name, a key by
/// itself or by its id in the list; an unknown one is an [ApiProblem] 404. Blocking; safe for many
/// threads.
public final class ParkedKeyOperations {
  private final TriggerService triggers;
  private final TriggerServices services;
  private final ParkedKeyQueries queries;

  ParkedKeyOperations(TriggerService triggers, TriggerServices services, ParkedKeyQueries queries) {
    this.queries = queries;
    this.triggers = triggers;
    this.services = services;
  }

  /// @param next the cursor of the next page; missing on the last, and for those who may not see keys,
  ///     since it has one in it
  public record Page(
      List<ParkedKeyView> parkedKeys, @JsonInclude(Include.NON_NULL) @Nullable String next)
      implements Maskable {

    @Override
    public Page masked(Masking masking) {
      return new Page(parkedKeys.stream().map(one -> one.masked(masking)).toList(), next);
    }

    @Override
    public Page withoutContent() {
      return new Page(parkedKeys.stream().map(ParkedKeyView::withoutContent).toList(), null);
    }
  }

  /// @param records the number of records that the drain will hand to the function
  public record Redrive(String key, long records) {}

  /// @param discarded the identifier of the record
  public record Discarded(String key, String discarded) {}

  /// The parked keys, those that wait longest first.
  ///
  /// @param cursor `next` of the page before; null for the first one
  public Page list(String trigger, @Nullable String cursor, int limit) {
    List<ParkedKey> page =
        queries.page(
            trigger(trigger).id(), cursor == null ? null : ParkedKeyView.place(cursor), limit + 1);
    boolean more = page.size() > limit;
    List<ParkedKey> shown = more ? page.subList(0, limit) : page;
    return new Page(
        shown.stream().map(ParkedKeyView::of).toList(),
        more ? ParkedKeyView.cursor(shown.getLast()) : null);
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
  ///
  /// @param unreadable whether also if its payload cannot be decrypted
  /// @throws ApiProblem 409 if it cannot, and is not to be discarded for that
  public Discarded discardHead(
      String trigger, String keyOrId, Actor actor, String reason, boolean unreadable) {
    Trigger known = trigger(trigger);
    ParkedKey key = key(known, keyOrId);
    String discarded;
    try {
      discarded =
          services
              .parking()
              .discardHead(
                  known.id(),
                  key.key(),
                  actor,
                  new Parking.Discard(reason, unreadable, services.account(known)));
    } catch (UnreadableRecordException e) {
      throw ApiProblem.conflict(
          e.getMessage() + "; with \"unreadable\": true it is discarded all the same");
    }
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
    return queries.find(trigger.id(), key);
  }

  private static ApiProblem unknown(Trigger trigger, String key) {
    return ApiProblem.notFound("trigger " + trigger.name() + " has no parked key " + key);
  }
}
