package dev.tripline.dispatcher.trigger.registry;

import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerStore;
import dev.tripline.dispatcher.trigger.form.InvalidTriggerException;
import dev.tripline.dispatcher.trigger.form.TriggerForm;
import dev.tripline.dispatcher.trigger.form.TriggerRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// Makes, changes and deletes triggers: in the store first, then on this node; other nodes follow when
/// they look. Blocking; safe for many threads.
public final class TriggerService {
  private static final Logger log = LoggerFactory.getLogger(TriggerService.class);

  private final TriggerStore store;
  private final TriggerForm forms;
  private final TriggerSources sources;
  private final DeletedTriggers deleted;
  private final TriggerReconciler reconciler;
  private final InstantSource clock;

  TriggerService(
      TriggerStore store,
      TriggerForm forms,
      Sources sources,
      TriggerReconciler reconciler,
      InstantSource clock) {
    this.store = store;
    this.forms = forms;
    this.sources = sources.present();
    this.deleted = sources.deleted();
    this.reconciler = reconciler;
    this.clock = clock;
  }

  /// @param present the sources of triggers that there are
  record Sources(TriggerSources present, DeletedTriggers deleted) {}

  /// Does not block.
  public Optional<LocalTrigger> find(String idOrName) {
    return reconciler.find(idOrName);
  }

  /// The triggers on this node, by name. Does not block.
  public List<LocalTrigger> all() {
    return reconciler.all();
  }

  /// Whether [#all] has been read since the start. Before, an event for several triggers would miss some.
  public boolean isKnown() {
    return reconciler.isKnown();
  }

  /// @throws InvalidTriggerException if the request describes none
  /// @throws ApiProblem if there is one of that name
  public LocalTrigger create(ObjectNode request) throws InterruptedException {
    return create(UUID.randomUUID().toString(), request, Map.of());
  }

  /// As [#create(ObjectNode)].
  ///
  /// @param id never used before
  public LocalTrigger create(String id, ObjectNode request, Map<String, String> tags)
      throws InterruptedException {
    Trigger trigger = draft(id, request);
    sources.prepare(trigger);
    if (!store.insert(trigger, tags)) {
      sources.discard(trigger);
      throw nameTaken(trigger);
    }
    // Its form may have secrets in the parameters of a URL.
    log.info(
        "Trigger {} created: {} → {}",
        trigger.name(),
        trigger.source().traits().kind(),
        trigger.function());
    return refreshed(trigger.id()).orElseThrow();
  }

  /// The trigger that a request to create describes, if it can be made. Makes nothing.
  ///
  /// @throws InvalidTriggerException if the request describes none
  /// @throws ApiProblem if there is one of that name
  public Trigger draft(ObjectNode request) throws InterruptedException {
    Trigger trigger = draft(UUID.randomUUID().toString(), request);
    if (refreshed(trigger.name()).isPresent()) {
      throw nameTaken(trigger);
    }
    return trigger;
  }

  private static ApiProblem nameTaken(Trigger trigger) {
    return ApiProblem.conflict("there is a trigger named " + trigger.name());
  }

  private Trigger draft(String id, ObjectNode request) throws InterruptedException {
    TriggerRequest wanted = forms.create(id, request);
    Instant now = clock.instant();
    var trigger =
        new Trigger(
            id,
            wanted.name(),
            wanted.function(),
            wanted.paused(),
            wanted.form(),
            wanted.source(),
            wanted.sharing(),
            wanted.deadLetterRetention(),
            1,
            now,
            now);
    sources.requireFit(trigger, null, others(id));
    return trigger;
  }

  /// Empty if there is no such trigger. A trigger that shall be paused need not fit its function.
  public Optional<LocalTrigger> patch(String idOrName, ObjectNode request)
      throws InterruptedException {
    return change(idOrName, old -> patched(old, request));
  }

  /// The trigger that a change would make. Changes nothing; empty if there is no such trigger.
  ///
  /// @throws InvalidTriggerException if the result describes none
  public Optional<Trigger> draftOfPatch(String idOrName, ObjectNode request)
      throws InterruptedException {
    Optional<LocalTrigger> found = refreshed(idOrName);
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(patched(found.get().trigger(), request));
  }

  private Trigger patched(Trigger old, ObjectNode request) throws InterruptedException {
    TriggerRequest wanted = forms.patch(old, request);
    Trigger changed =
        new Trigger(
            old.id(),
            old.name(),
            wanted.function(),
            wanted.paused(),
            wanted.form(),
            wanted.source(),
            wanted.sharing(),
            wanted.deadLetterRetention(),
            old.revision() + 1,
            old.createdAt(),
            clock.instant());
    if (!changed.paused()) {
      sources.requireFit(changed, old, others(old.id()));
    }
    return changed;
  }

  public Optional<LocalTrigger> pause(String idOrName, boolean paused) throws InterruptedException {
    return change(
        idOrName,
        old ->
            old.paused() == paused
                ? old
                : new Trigger(
                    old.id(),
                    old.name(),
                    old.function(),
                    paused,
                    old.form(),
                    old.source(),
                    old.sharing(),
                    old.deadLetterRetention(),
                    old.revision() + 1,
                    old.createdAt(),
                    clock.instant()));
  }

  /// How long the dead letters of triggers are kept that say so, by id, as the store has it; zero for ever.
  public Map<String, Duration> deadLetterRetentions() {
    return store.deadLetterRetentions();
  }

  public Map<String, String> tags(String id) {
    return store.tags(id);
  }

  public void retag(String id, UnaryOperator<Map<String, String>> change) {
    store.retag(id, change);
  }

  /// All triggers but one.
  public List<Trigger> others(String id) {
    return all().stream()
        .map(LocalTrigger::trigger)
        .filter(trigger -> !trigger.id().equals(id))
        .toList();
  }

  private interface Step {
    Trigger apply(Trigger old) throws InterruptedException;
  }

  private Optional<LocalTrigger> change(String idOrName, Step step) throws InterruptedException {
    Optional<LocalTrigger> found = refreshed(idOrName);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Trigger old = found.get().trigger();
    Trigger changed = step.apply(old);
    if (changed.revision() != old.revision() && !store.update(changed)) {
      throw ApiProblem.conflict("the trigger was changed by someone else; try again");
    }
    return refreshed(old.id());
  }

  /// Stops it, lets its last batch finish, and forgets what its source remembered; after some seconds
  /// that goes on without the caller. `false` if there is no such trigger.
  public boolean delete(String idOrName) throws InterruptedException {
    Optional<LocalTrigger> found = refreshed(idOrName);
    if (found.isEmpty() || !store.delete(found.get().trigger().id())) {
      return false;
    }
    LocalTrigger gone = found.get();
    reconciler.refresh();
    Thread cleaner = Thread.ofVirtual().name("trigger clean-up").start(() -> forget(gone));
    cleaner.join(Duration.ofSeconds(5));
    return true;
  }

  private void forget(LocalTrigger gone) {
    try {
      if (gone.running() != null) {
        gone.running().awaitEnd();
      }
      deleted.forget(gone.trigger());
    } catch (InterruptedException _) {
      log.info("What trigger {} remembered is forgotten later", gone.trigger().name());
    }
  }

  private Optional<LocalTrigger> refreshed(String idOrName) {
    reconciler.refresh();
    return find(idOrName);
  }
}
