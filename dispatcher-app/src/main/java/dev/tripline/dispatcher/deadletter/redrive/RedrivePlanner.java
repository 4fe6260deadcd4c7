package dev.tripline.dispatcher.deadletter.redrive;

import dev.tripline.delivery.Functions;
import dev.tripline.delivery.budget.ResourceUses;
import dev.tripline.dispatcher.deadletter.redrive.run.RedriveOrder;
import dev.tripline.dispatcher.resource.Resources;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.spi.deadletter.DeadLetterSummary;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.Origin;
import dev.tripline.spi.redrive.RedriveRuns.Extent;
import dev.tripline.spi.redrive.RedriveRuns.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Says what a redrive would take. Blocking; safe for many threads.
final class RedrivePlanner {
  private final Functions functions;
  private final FunctionDurations durations;
  private final ResourceUses uses;
  private final Resources resources;

  RedrivePlanner(
      Functions functions, FunctionDurations durations, ResourceUses uses, Resources resources) {
    this.functions = functions;
    this.durations = durations;
    this.uses = uses;
    this.resources = resources;
  }

  /// The invocations that run at once on average, of one function.
  private record Load(long letters, int limit, Optional<FunctionDurations.Mean> mean) {
    double running(double perSecond) {
      return mean.map(known -> perSecond * known.millis() / 1_000).orElse(0.0);
    }
  }

  RedrivePlan plan(Extent extent, @Nullable FunctionTarget target, RedriveOrder.Pace pace) {
    List<String> notes = new ArrayList<>();
    Map<String, Load> loads = loads(extent, target, notes);
    double each = extent.count() == 0 ? 0 : pace.rate() / extent.count();
    List<RedrivePlan.FunctionLoad> ofFunctions = new ArrayList<>();
    long letters = Math.max(0, extent.count() - extent.tooOften());
    double seconds = letters / pace.rate();
    for (Map.Entry<String, Load> entry : loads.entrySet()) {
      Load load = entry.getValue();
      Double share = share(load.running(each * load.letters), load.limit, load.mean);
      if (share != null && share > 1) {
        seconds = Math.max(seconds, load.running((double) load.letters) / load.limit);
        notes.add(
            entry.getKey()
                + " cannot take so many at once: the redrive will wait for the function");
      }
      ofFunctions.add(
          new RedrivePlan.FunctionLoad(
              entry.getKey(),
              load.letters,
              load.limit,
              load.mean.map(FunctionDurations.Mean::millis).orElse(null),
              load.mean.map(FunctionDurations.Mean::measured).orElse(null),
              share));
    }
    if (extent.tooOften() > 0) {
      notes.add(
          extent.tooOften()
              + " were redriven too often and stay (tripline.dead-letters.max-redrives)");
    }
    return new RedrivePlan(
        extent.count(),
        extent.tooOften(),
        extent.keys(),
        extent.oldest() == null ? null : extent.oldest().diedAt(),
        target == null ? null : target.toString(),
        pace.canary(),
        pace.confirm(),
        pace.rate(),
        pace.stopAtFailureShare(),
        (long) Math.ceil(seconds),
        ofFunctions,
        resources(extent, target, loads, each, notes),
        notes);
  }

  private static @Nullable Double share(
      double running, int limit, Optional<FunctionDurations.Mean> mean) {
    return mean.isEmpty() || limit == 0 ? null : running / limit;
  }

  private Map<String, Load> loads(
      Extent extent, @Nullable FunctionTarget target, List<String> notes) {
    Map<String, Long> letters = new TreeMap<>();
    for (Share share : extent.shares()) {
      letters.merge(target == null ? share.function() : target.name(), share.count(), Long::sum);
    }
    List<DeadLetterSummary> samples =
        Stream.of(Optional.ofNullable(extent.newest()), Optional.ofNullable(extent.oldest()))
            .flatMap(Optional::stream)
            .toList();
    Map<String, Load> loads = new TreeMap<>();
    letters.forEach((name, count) -> {
      FunctionTarget function = FunctionTarget.latest(name);
      Optional<FunctionDurations.Mean> mean = durations.of(name, samples);
      int limit = functions.concurrencyLimit(function);
      if (!functions.existsAnywhere(function)) {
        notes.add(name + " does not exist: its letters will be dead again");
      } else if (limit == 0) {
        notes.add(name + " is switched off: its letters will be dead again");
      } else if (mean.isEmpty()) {
        notes.add(
            "it is not known how long " + name + " takes, and so what share of it this needs");
      }
      loads.put(name, new Load(count, limit, mean));
    });
    return loads;
  }

  private List<RedrivePlan.ResourceLoad> resources(
      Extent extent,
      @Nullable FunctionTarget target,
      Map<String, Load> loads,
      double each,
      List<String> notes) {
    Map<String, Double> running = new TreeMap<>();
    for (Share share : extent.shares()) {
      FunctionTarget function = target == null ? FunctionTarget.latest(share.function()) : target;
      Load load = Objects.requireNonNull(loads.get(function.name()));
      for (String resource : used(function, share.triggerId())) {
        double more = load.mean.isEmpty() ? Double.NaN : load.running(each * share.count());
        running.merge(resource, more, Double::sum);
      }
    }
    List<RedrivePlan.ResourceLoad> all = new ArrayList<>();
    running.forEach((name, at) -> {
      try {
        int budget = resources.find(name).budget();
        all.add(new RedrivePlan.ResourceLoad(name, budget, Double.isNaN(at) ? null : at / budget));
      } catch (ApiProblem missing) {
        notes.add(missing.getMessage() + ": what uses it cannot run");
      }
    });
    return all;
  }

  private List<String> used(FunctionTarget function, @Nullable String trigger) {
    return uses.of(
            new InvocationRequest("plan", function, new byte[0], 1, false, null, 0)
                .from(new Origin(trigger, null)))
        .resources();
  }
}
