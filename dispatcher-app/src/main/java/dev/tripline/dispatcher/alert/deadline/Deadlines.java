package dev.tripline.dispatcher.alert.deadline;

import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.operation.StreamView;
import dev.tripline.dispatcher.trigger.operation.TriggerOperations;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import dev.tripline.dispatcher.trigger.retention.Horizon;
import dev.tripline.dispatcher.trigger.retention.RetentionProbe;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Looks ahead for alerts. None of its answers blocks: what takes long is looked at from time to time, by
/// threads of their own. Safe for many threads.
public final class Deadlines {
  private static final int MOST = 1_000;

  private final List<CertificateSource> certificates;
  private final Map<String, RetentionProbe> probes;
  private final Triggers triggers;
  private final Duration every;
  private final InstantSource clock;
  private final Map<String, LatestLook> looks = new ConcurrentHashMap<>();

  /// @param every how long a look counts
  Deadlines(
      List<CertificateSource> certificates,
      List<RetentionProbe> probes,
      Triggers triggers,
      Duration every,
      InstantSource clock) {
    this.certificates = List.copyOf(certificates);
    this.probes =
        probes.stream().collect(Collectors.toMap(RetentionProbe::kind, Function.identity()));
    this.triggers = triggers;
    this.every = every;
    this.clock = clock;
  }

  /// Triggers and what is known of their reading.
  record Triggers(TriggerService service, TriggerOperations operations) {
    Optional<Trigger> find(String id) {
      return service.find(id).map(live -> live.trigger());
    }

    @Nullable Duration age(String id) {
      try {
        StreamView stream = operations.find(id).stream();
        Long age = stream == null ? null : stream.iteratorAgeMillis();
        return age == null ? null : Duration.ofMillis(age);
      } catch (ApiProblem _) {
        return null;
      }
    }
  }

  /// Why no retention of that trigger can be watched; empty if it can.
  public Optional<String> refusal(String trigger) {
    return triggers
        .find(trigger)
        .map(found -> found.source().traits().kind())
        .filter(kind -> !probes.containsKey(kind))
        .map(kind ->
            "sources of the kind %s do not tell when they remove what is not read; %s do"
                .formatted(kind, String.join(", ", new TreeMap<>(probes).keySet())));
  }

  /// Whether a source is about to remove records that its trigger has not read; empty if it is not known.
  public Optional<Measured> retention(String trigger, Duration lead) {
    return latest(
        "the retention of the source of trigger " + trigger,
        trigger + " " + lead,
        () -> retentionNow(trigger, lead));
  }

  private Optional<Measured> retentionNow(String id, Duration lead) throws InterruptedException {
    Optional<Trigger> trigger = triggers.find(id);
    if (trigger.isEmpty()) {
      return Optional.of(new Measured(false, "there is no trigger " + id + " any more"));
    }
    RetentionProbe probe = probes.get(trigger.get().source().traits().kind());
    if (probe == null) {
      return Optional.empty();
    }
    Horizon horizon = probe.look(trigger.get(), lead, triggers.age(id));
    String detail = "trigger %s: %s".formatted(trigger.get().name(), horizon.detail());
    return switch (horizon) {
      case Horizon.Near _ -> Optional.of(new Measured(true, detail));
      case Horizon.Far _ -> Optional.of(new Measured(false, detail));
      case Horizon.Unknown _ -> Optional.empty();
    };
  }

  /// Whether a certificate ends within the lead; empty before the first look has ended.
  public Optional<Measured> certificates(Duration lead) {
    return latest("certificates", "certificates " + lead, () -> certificatesNow(lead));
  }

  private Optional<Measured> certificatesNow(Duration lead) {
    Optional<CertificateEnd> first =
        certificates.stream()
            .flatMap(source -> source.ends().stream())
            .min(Comparator.comparing(CertificateEnd::at));
    return Optional.of(
        first
            .map(end -> measured(end, lead))
            .orElseGet(() -> new Measured(false, "no certificate is known here")));
  }

  private Measured measured(CertificateEnd end, Duration lead) {
    Instant now = clock.instant();
    boolean over = !end.at().isAfter(now);
    Instant at = end.at().truncatedTo(ChronoUnit.SECONDS);
    return new Measured(
        !end.at().isAfter(now.plus(lead)),
        "%s %s at %s".formatted(end.what(), over ? "has ended" : "ends", at));
  }

  private Optional<Measured> latest(String what, String key, LatestLook.Look look) {
    if (looks.size() > MOST) {
      looks.clear(); // of alerts that are gone, for the most part
    }
    return looks.computeIfAbsent(key, _ -> new LatestLook(what, look, every, clock)).latest();
  }
}
