package dev.tripline.dispatcher.bus.api;

import dev.tripline.delivery.bus.BusPattern;
import dev.tripline.dispatcher.bus.BusArns;
import dev.tripline.dispatcher.bus.BusCatalogue;
import dev.tripline.dispatcher.bus.archive.ArchiveStore;
import dev.tripline.dispatcher.bus.archive.EventArchive;
import dev.tripline.dispatcher.bus.archive.EventReplay;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The operations on archives and replays.
final class ArchiveOperations {
  private static final int MAX_DAYS = 36_500;
  private static final int MAX_NAME = 48;

  private final ArchiveStore store;
  private final BusCatalogue catalogue;
  private final BusArns arns;
  private final RuleViews rules;
  private final InstantSource clock;

  ArchiveOperations(
      ArchiveStore store,
      BusCatalogue catalogue,
      BusArns arns,
      RuleViews rules,
      InstantSource clock) {
    this.store = store;
    this.catalogue = catalogue;
    this.arns = arns;
    this.rules = rules;
    this.clock = clock;
  }

  void addTo(Map<String, BusApi.Operation> operations) {
    operations.put("CreateArchive", this::create);
    operations.put("DescribeArchive", this::describe);
    operations.put("UpdateArchive", this::update);
    operations.put("ListArchives", this::list);
    operations.put("DeleteArchive", this::delete);
    operations.put("StartReplay", this::replay);
    operations.put("DescribeReplay", this::describeReplay);
    operations.put("ListReplays", this::listReplays);
    operations.put("CancelReplay", this::cancel);
  }

  private ObjectNode create(BusCall call) {
    call.requireOnly(
        "ArchiveName", "EventSourceArn", "Description", "EventPattern", "RetentionDays");
    String name = call.name("ArchiveName", MAX_NAME);
    String bus = call.bus("EventSourceArn");
    if (!catalogue.hasBus(bus)) {
      throw BusError.noBus(bus);
    }
    Integer days = call.integer("RetentionDays", 0, MAX_DAYS);
    EventArchive archive =
        new EventArchive(
            name,
            bus,
            pattern(call),
            days == null ? 0 : days,
            call.text("Description", 512, ""),
            now());
    if (!store.insert(archive)) {
      throw BusError.exists("Archive " + name + " already exists.");
    }
    catalogue.refresh();
    return created(archive);
  }

  private static @Nullable BusPattern pattern(BusCall call) {
    String text = call.text("EventPattern", 4_096, "");
    return text.isEmpty() ? null : RuleOperations.pattern(text);
  }

  private ObjectNode created(EventArchive archive) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("ArchiveArn", arns.archive(archive.name()))
        .put("State", "ENABLED")
        .put("CreationTime", seconds(archive.createdAt()));
  }

  private ObjectNode update(BusCall call) {
    call.requireOnly("ArchiveName", "Description", "EventPattern", "RetentionDays");
    EventArchive old = archive(call.name("ArchiveName", MAX_NAME));
    Integer days = call.integer("RetentionDays", 0, MAX_DAYS);
    EventArchive changed =
        new EventArchive(
            old.name(),
            old.bus(),
            call.has("EventPattern") ? pattern(call) : old.pattern(),
            days == null ? old.retentionDays() : days,
            call.text("Description", 512, old.description()),
            old.createdAt());
    if (!store.update(changed)) {
      throw noArchive(old.name());
    }
    catalogue.refresh();
    return created(changed);
  }

  private ObjectNode describe(BusCall call) {
    call.requireOnly("ArchiveName");
    EventArchive archive = archive(call.name("ArchiveName", MAX_NAME));
    ObjectNode view = view(archive);
    view.put("ArchiveArn", arns.archive(archive.name()));
    if (!archive.description().isEmpty()) {
      view.put("Description", archive.description());
    }
    BusPattern pattern = archive.pattern();
    if (pattern != null) {
      view.put("EventPattern", pattern.text());
    }
    return view;
  }

  private ObjectNode list(BusCall call) {
    call.requireOnly("NamePrefix", "EventSourceArn", "State", "NextToken", "Limit");
    String prefix = call.text("NamePrefix", MAX_NAME, "");
    String bus = call.has("EventSourceArn") ? call.bus("EventSourceArn") : "";
    String state = call.text("State", 64, "ENABLED");
    List<EventArchive> found =
        store.archives().stream()
            .filter(archive -> archive.name().startsWith(prefix))
            .filter(archive -> bus.isEmpty() || archive.bus().equals(bus))
            .filter(_ -> state.equals("ENABLED"))
            .toList();
    return Paging.page(call, "Archives", found, EventArchive::name, this::view);
  }

  private ObjectNode view(EventArchive archive) {
    ArchiveStore.Figures figures = store.figures(archive.name());
    return JsonNodeFactory.instance
        .objectNode()
        .put("ArchiveName", archive.name())
        .put("EventSourceArn", arns.bus(archive.bus()))
        .put("State", "ENABLED")
        .put("RetentionDays", archive.retentionDays())
        .put("EventCount", figures.events())
        .put("SizeBytes", figures.bytes())
        .put("CreationTime", seconds(archive.createdAt()));
  }

  private ObjectNode delete(BusCall call) {
    call.requireOnly("ArchiveName");
    String name = call.name("ArchiveName", MAX_NAME);
    if (!store.delete(name)) {
      throw noArchive(name);
    }
    catalogue.refresh();
    return call.body().objectNode();
  }

  private EventArchive archive(String name) {
    return store.archives().stream()
        .filter(archive -> archive.name().equals(name))
        .findFirst()
        .orElseThrow(() -> noArchive(name));
  }

  private static BusError noArchive(String name) {
    return BusError.notFound("Archive " + name + " does not exist.");
  }

  private ObjectNode replay(BusCall call) {
    call.requireOnly(
        "ReplayName",
        "Description",
        "EventSourceArn",
        "EventStartTime",
        "EventEndTime",
        "Destination");
    String name = call.name("ReplayName", 64);
    String source = call.required("EventSourceArn", 1_600);
    EventArchive archive =
        archive(
            arns.archiveName(source)
                .orElseThrow(() -> BusError.notFound("There is no archive " + source + ".")));
    Instant from = call.requiredTime("EventStartTime");
    Instant to = call.requiredTime("EventEndTime");
    if (!from.isBefore(to)) {
      throw BusError.invalid(
          "Parameter EventEndTime is not valid. Reason: it must be after EventStartTime.");
    }
    if (to.isAfter(now())) {
      throw BusError.invalid("Parameter EventEndTime is not valid. Reason: it is in the future.");
    }
    if (!(call.body().get("Destination") instanceof ObjectNode given)) {
      throw BusError.invalid("Destination is a required argument.");
    }
    BusCall destination = new BusCall(given, arns);
    destination.requireOnly("Arn", "FilterArns");
    if (!destination.bus("Arn").equals(archive.bus())) {
      throw BusError.invalid(
          "Parameter Destination.Arn is not valid. Reason: events are replayed to the bus of their"
              + " archive, "
              + arns.bus(archive.bus())
              + ".");
    }
    EventReplay replay =
        new EventReplay(
            name,
            archive.name(),
            archive.bus(),
            chosen(destination, archive.bus()),
            call.text("Description", 512, ""),
            EventReplay.State.STARTING,
            "",
            from,
            to,
            EventReplay.Position.before(from),
            now(),
            null);
    if (!store.insert(replay)) {
      throw BusError.exists("Replay " + name + " already exists.");
    }
    return call.body()
        .objectNode()
        .put("ReplayArn", arns.replay(name))
        .put("State", replay.state().name())
        .put("ReplayStartTime", seconds(replay.startedAt()));
  }

  /// Null for all rules.
  private @Nullable Set<String> chosen(BusCall destination, String bus) {
    if (!destination.has("FilterArns") || destination.body().path("FilterArns").isEmpty()) {
      return null;
    }
    Set<String> names = new LinkedHashSet<>();
    for (String arn : destination.texts("FilterArns", 100)) {
      BusArns.Rule rule =
          arns.rule(arn)
              .filter(found -> found.bus().equals(bus))
              .orElseThrow(() -> BusError.notFound(arn + " is not the ARN of a rule of that bus."));
      rules.of(bus, rule.name());
      names.add(rule.name());
    }
    return names;
  }

  private ObjectNode describeReplay(BusCall call) {
    call.requireOnly("ReplayName");
    EventReplay replay = found(call.name("ReplayName", 64));
    ObjectNode view = view(replay);
    view.put("ReplayArn", arns.replay(replay.name()));
    if (!replay.description().isEmpty()) {
      view.put("Description", replay.description());
    }
    ObjectNode destination = view.putObject("Destination");
    destination.put("Arn", arns.bus(replay.bus()));
    Set<String> chosen = replay.rules();
    if (chosen != null) {
      ArrayNode filters = destination.putArray("FilterArns");
      chosen.forEach(rule -> filters.add(arns.rule(replay.bus(), rule)));
    }
    return view;
  }

  private ObjectNode listReplays(BusCall call) {
    call.requireOnly("NamePrefix", "State", "EventSourceArn", "NextToken", "Limit");
    String prefix = call.text("NamePrefix", 64, "");
    String state = call.text("State", 64, "");
    String source = call.text("EventSourceArn", 1_600, "");
    List<EventReplay> found =
        store.replays().stream()
            .filter(replay -> replay.name().startsWith(prefix))
            .filter(replay -> state.isEmpty() || replay.state().name().equals(state))
            .filter(replay -> source.isEmpty() || arns.archive(replay.archive()).equals(source))
            .toList();
    return Paging.page(call, "Replays", found, EventReplay::name, replay -> view(replay));
  }

  private ObjectNode view(EventReplay replay) {
    ObjectNode view =
        JsonNodeFactory.instance
            .objectNode()
            .put("ReplayName", replay.name())
            .put("EventSourceArn", arns.archive(replay.archive()))
            .put("State", replay.state().name())
            .put("EventStartTime", seconds(replay.from()))
            .put("EventEndTime", seconds(replay.to()))
            .put("ReplayStartTime", seconds(replay.startedAt()));
    if (!replay.reason().isEmpty()) {
      view.put("StateReason", replay.reason());
    }
    if (replay.began()) {
      view.put("EventLastReplayedTime", seconds(replay.position().time()));
    }
    Instant ended = replay.endedAt();
    if (ended != null) {
      view.put("ReplayEndTime", seconds(ended));
    }
    return view;
  }

  private ObjectNode cancel(BusCall call) {
    call.requireOnly("ReplayName");
    EventReplay replay = found(call.name("ReplayName", 64));
    if (!store.cancel(replay.name())) {
      throw BusError.of(
          "IllegalStatusException", "Replay " + replay.name() + " has ended: " + replay.state());
    }
    return call.body()
        .objectNode()
        .put("ReplayArn", arns.replay(replay.name()))
        .put("State", EventReplay.State.CANCELLING.name());
  }

  private EventReplay found(String name) {
    return store.replays().stream()
        .filter(replay -> replay.name().equals(name))
        .findFirst()
        .orElseThrow(() -> BusError.notFound("Replay " + name + " does not exist."));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static double seconds(Instant time) {
    return time.toEpochMilli() / 1000.0;
  }
}
