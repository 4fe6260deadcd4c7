package dev.tripline.dispatcher.trigger.operation;

import dev.tripline.delivery.ledger.Ledger;
import dev.tripline.dispatcher.audit.Audit;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.form.InvalidTriggerException;
import dev.tripline.dispatcher.trigger.registry.LocalTrigger;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import dev.tripline.spi.audit.Actor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// All that an operator does with triggers. A trigger is named by its id or its name; an unknown one is
/// an [ApiProblem] 404. Blocking; safe for many threads.
public final class TriggerOperations {
  private static final Duration STANDARD = Duration.ofHours(1);
  private static final Duration LONGEST = Duration.ofDays(7);

  private final TriggerService triggers;
  private final TriggerViews views;
  private final Ledger ledger;
  private final Audit audit;
  private final InstantSource clock;

  TriggerOperations(
      TriggerService triggers,
      TriggerViews views,
      Ledger ledger,
      Audit audit,
      InstantSource clock) {
    this.ledger = ledger;
    this.audit = audit;
    this.triggers = triggers;
    this.views = views;
    this.clock = clock;
  }

  /// All triggers, by name.
  public List<TriggerView> list() {
    return views.of(triggers.all());
  }

  public TriggerView find(String idOrName) {
    return views.of(live(triggers, idOrName));
  }

  /// @throws InvalidTriggerException if the request describes none
  public TriggerView create(ObjectNode request, Actor actor) throws InterruptedException {
    return changed("CreateTrigger", triggers.create(request), actor);
  }

  /// @param patch as RFC 7396 says
  /// @throws InvalidTriggerException if the result describes none
  public TriggerView change(String idOrName, ObjectNode patch, Actor actor)
      throws InterruptedException {
    return changed(
        "UpdateTrigger",
        triggers.patch(idOrName, patch).orElseThrow(() -> unknown(idOrName)),
        actor);
  }

  /// Reads no more; events that are with the function end.
  public TriggerView pause(String idOrName, Actor actor) throws InterruptedException {
    return changed(
        "PauseTrigger", triggers.pause(idOrName, true).orElseThrow(() -> unknown(idOrName)), actor);
  }

  public TriggerView resume(String idOrName, Actor actor) throws InterruptedException {
    return changed(
        "ResumeTrigger",
        triggers.pause(idOrName, false).orElseThrow(() -> unknown(idOrName)),
        actor);
  }

  public void delete(String idOrName, Actor actor) throws InterruptedException {
    Trigger trigger = live(triggers, idOrName).trigger();
    if (!triggers.delete(trigger.id())) {
      throw unknown(idOrName);
    }
    record("DeleteTrigger", trigger, actor);
  }

  private TriggerView changed(String action, LocalTrigger live, Actor actor) {
    record(action, live.trigger(), actor);
    return views.of(live);
  }

  private void record(String action, Trigger trigger, Actor actor) {
    audit.record(
        actor,
        action,
        Audit.TRIGGER,
        trigger.id(),
        Map.of("name", trigger.name(), "revision", Long.toString(trigger.revision())));
  }

  /// The ledger per minute. Counts of the last seconds may be missing.
  ///
  /// @param from the first minute; an hour before `to` if null
  /// @param to exclusive; after the present minute if null
  public LedgerView ledger(String idOrName, @Nullable Instant from, @Nullable Instant to) {
    Trigger trigger = live(triggers, idOrName).trigger();
    Instant end = to == null ? minute(clock.instant()).plusSeconds(120) : to;
    Instant start = from == null ? end.minus(STANDARD) : minute(from);
    if (!start.isBefore(end) || start.plus(LONGEST).isBefore(end)) {
      throw ApiProblem.invalid("from", "must be 1 minute to 7 days before to");
    }
    return LedgerView.of(trigger.name(), start, end, ledger.report(trigger.id(), start, end));
  }

  private static Instant minute(Instant time) {
    return time.truncatedTo(ChronoUnit.MINUTES);
  }

  /// @throws ApiProblem 404
  static LocalTrigger live(TriggerService triggers, String idOrName) {
    return triggers.find(idOrName).orElseThrow(() -> unknown(idOrName));
  }

  static ApiProblem unknown(String idOrName) {
    return ApiProblem.notFound("there is no trigger " + idOrName);
  }
}
