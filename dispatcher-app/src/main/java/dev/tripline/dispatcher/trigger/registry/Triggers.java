package dev.tripline.dispatcher.trigger.registry;

import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerSettings;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.dispatcher.trigger.TriggerStore;
import dev.tripline.dispatcher.trigger.form.InvalidTriggerException;
import dev.tripline.dispatcher.trigger.form.TriggerForm;
import dev.tripline.dispatcher.trigger.run.AdapterRuns;
import dev.tripline.dispatcher.trigger.run.RunningTrigger;
import dev.tripline.dispatcher.trigger.run.SourceCheck;
import dev.tripline.dispatcher.trigger.run.SourceRuns;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.store.SourceStateStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// All triggers, and what runs of them on this node. The store decides what there is: every change is
/// written there first, and each node brings itself into line with it, now and again. Safe for many
/// threads.
public final class Triggers implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Triggers.class);

  private final TriggerStore store;
  private final TriggerForm forms;
  private final SourceCheck check;
  private final AdapterRuns runs;
  private final SourceStateStore sourceState;
  private final TriggerSettings settings;
  private final InstantSource clock;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Map<String, Live> live = new LinkedHashMap<>();

  Triggers(
      TriggerStore store,
      TriggerForm forms,
      SourceCheck check,
      AdapterRuns runs,
      TriggerSettings settings) {
    this.check = check;
    this.store = store;
    this.forms = forms;
    this.runs = runs;
    this.sourceState = runs.sourceState();
    this.settings = settings;
    this.clock = runs.clock();
  }

  /// One trigger on this node.
  ///
  /// @param running what runs, or ran last
  public record Live(Trigger trigger, TriggerStatus status, @Nullable RunningTrigger running) {}

  /// Runs what is in the store, and from now on what will be.
  void start() {
    Thread.ofVirtual().name("trigger refresh").start(this::refreshUntilClosed);
  }

  private void refreshUntilClosed() {
    try {
      do {
        try {
          refresh();
        } catch (RuntimeException e) {
          log.warn(
              "The triggers cannot be read from the store; tried again in {}",
              settings.refreshInterval(),
              e);
        }
      } while (!closing.await(settings.refreshInterval().toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException _) {
      log.info("The triggers are no longer refreshed");
    }
  }

  /// @throws InvalidTriggerException if the request describes none
  /// @throws ApiProblem if there is one of that name
  public Live create(ObjectNode request) throws InterruptedException {
    return create(UUID.randomUUID().toString(), request, Map.of());
  }

  /// As [#create(ObjectNode)].
  ///
  /// @param id never used before
  public Live create(String id, ObjectNode request, Map<String, String> tags)
      throws InterruptedException {
    TriggerForm.Wanted wanted = forms.create(id, request);
    requireFit(wanted);
    requireOwnGroup(wanted.source());
    Instant now = clock.instant();
    var trigger =
        new Trigger(
            id,
            wanted.name(),
            wanted.function(),
            wanted.paused(),
            wanted.form(),
            wanted.source(),
            1,
            now,
            now);
    runs.prepare(trigger);
    if (!store.insert(trigger, tags)) {
      sourceState.clear(trigger.id());
      throw ApiProblem.conflict("there is a trigger named " + trigger.name());
    }
    log.info("Trigger {} created: {} → {}", trigger.name(), wanted.form(), trigger.function());
    return refreshed(trigger.id()).orElseThrow();
  }

  private void requireFit(TriggerForm.Wanted wanted) throws InterruptedException {
    Optional<String> refusal = check.refusal(wanted.source(), wanted.function());
    if (refusal.isPresent()) {
      throw new InvalidTriggerException(List.of(new FieldError("source", refusal.get())));
    }
  }

  /// Two triggers in one consumer group would each get a part of the records only.
  private void requireOwnGroup(TriggerSource source) {
    if (!(source instanceof TriggerSource.KafkaTopic topic)) {
      return;
    }
    for (Live other : all()) {
      if (other.trigger().source() instanceof TriggerSource.KafkaTopic theirs
          && theirs.consumerGroup().equals(topic.consumerGroup())
          && !Collections.disjoint(
              theirs.cluster().bootstrapServers(), topic.cluster().bootstrapServers())) {
        throw new InvalidTriggerException(
            List.of(
                new FieldError(
                    "source.consumerGroup",
                    "is the group of trigger " + other.trigger().name() + " already")));
      }
    }
  }

  /// Empty if there is no such trigger. A trigger that shall be paused need not fit its function.
  public Optional<Live> patch(String idOrName, ObjectNode request) throws InterruptedException {
    return change(
        idOrName,
        old -> {
          TriggerForm.Wanted wanted = forms.patch(old, request);
          if (!wanted.paused()) {
            requireFit(wanted);
          }
          return changed(old, wanted.function(), wanted.paused(), wanted);
        });
  }

  public Optional<Live> pause(String idOrName, boolean paused) throws InterruptedException {
    return change(
        idOrName, old -> old.paused() == paused ? old : changed(old, old.function(), paused, null));
  }

  public Map<String, String> tags(String id) {
    return store.tags(id);
  }

  public void retag(String id, UnaryOperator<Map<String, String>> change) {
    store.retag(id, change);
  }

  private Trigger changed(
      Trigger old, FunctionTarget function, boolean paused, TriggerForm.@Nullable Wanted wanted) {
    return new Trigger(
        old.id(),
        old.name(),
        function,
        paused,
        wanted == null ? old.form() : wanted.form(),
        wanted == null ? old.source() : wanted.source(),
        old.revision() + 1,
        old.createdAt(),
        clock.instant());
  }

  private interface Step {
    Trigger apply(Trigger old) throws InterruptedException;
  }

  private Optional<Live> change(String idOrName, Step step) throws InterruptedException {
    refresh();
    Optional<Live> found = find(idOrName);
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

  /// Stops it, lets its last batch finish, and forgets what its source remembered. `false` if there is
  /// no such trigger.
  public boolean delete(String idOrName) throws InterruptedException {
    refresh();
    Optional<Live> found = find(idOrName);
    if (found.isEmpty() || !store.delete(found.get().trigger().id())) {
      return false;
    }
    Live gone = found.get();
    refresh();
    Thread cleaner = Thread.ofVirtual().name("trigger clean-up").start(() -> forget(gone));
    cleaner.join(Duration.ofSeconds(5));
    return true;
  }

  private void forget(Live gone) {
    try {
      if (gone.running() != null) {
        gone.running().awaitEnd();
      }
      runs.forget(gone.trigger());
      log.info("Trigger {} deleted", gone.trigger().name());
    } catch (InterruptedException _) {
      log.info("What trigger {} remembered stays in the store, unused", gone.trigger().name());
    }
  }

  public synchronized Optional<Live> find(String idOrName) {
    Live byId = live.get(idOrName);
    if (byId != null) {
      return Optional.of(byId);
    }
    return live.values().stream().filter(l -> l.trigger().name().equals(idOrName)).findFirst();
  }

  public synchronized List<Live> all() {
    List<Live> all = new ArrayList<>(live.values());
    all.sort(Comparator.comparing(l -> l.trigger().name()));
    return all;
  }

  private Optional<Live> refreshed(String id) {
    refresh();
    return find(id);
  }

  /// Brings this node into line with the store.
  synchronized void refresh() {
    if (closing.getCount() == 0) {
      return;
    }
    List<Trigger> stored = store.all();
    Map<String, Live> before = new LinkedHashMap<>(live);
    for (Trigger trigger : stored) {
      Live old = before.remove(trigger.id());
      if (old == null || old.trigger().revision() < trigger.revision()) {
        live.put(trigger.id(), run(trigger, old));
      }
    }
    for (Live gone : before.values()) {
      live.remove(gone.trigger().id());
      if (gone.running() != null) {
        gone.running().stop();
      }
    }
  }

  private Live run(Trigger trigger, @Nullable Live old) {
    TriggerStatus status = old == null ? new TriggerStatus(clock) : old.status();
    RunningTrigger before = old == null ? null : old.running();
    if (before != null) {
      before.stop();
    }
    if (trigger.paused()) {
      status.pausing();
      if (before == null) {
        status.paused();
      } else {
        before.whenEnded(status::paused);
      }
      return new Live(trigger, status, before);
    }
    status.creating();
    if (!SourceRuns.reads(trigger.source())) {
      status.healthy();
      return new Live(trigger, status, null);
    }
    runs.began(trigger, status);
    var running = new RunningTrigger(trigger, status, runs, settings.maxBackoff());
    running.start(before);
    return new Live(trigger, status, running);
  }

  /// Stops all, and waits for what is with functions, up to the drain timeout.
  @Override
  public void close() {
    closing.countDown();
    List<Live> all = all();
    for (Live one : all) {
      if (one.running() != null) {
        one.running().stop();
      }
    }
    long deadline = System.nanoTime() + settings.drainTimeout().toNanos();
    try {
      for (Live one : all) {
        if (one.running() != null) {
          one.running().awaitEnd(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())));
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      log.warn("Interrupted while triggers were stopping; what they have open comes again");
    }
  }
}
