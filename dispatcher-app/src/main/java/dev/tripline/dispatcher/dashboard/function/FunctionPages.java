package dev.tripline.dispatcher.dashboard.function;

import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.deadletter.DeadLetters;
import dev.tripline.dispatcher.deadletter.Selection;
import dev.tripline.dispatcher.deadletter.retention.FunctionRetentions;
import dev.tripline.dispatcher.delivery.activity.RecentActivity;
import dev.tripline.dispatcher.function.InvocationMeters;
import dev.tripline.dispatcher.function.registry.FunctionVersion;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.dispatcher.function.rest.FunctionRegistrations;
import dev.tripline.dispatcher.function.rest.FunctionView;
import dev.tripline.dispatcher.masking.Maskable;
import dev.tripline.dispatcher.masking.Masking;
import dev.tripline.spi.deadletter.DeadLetterQueries.GroupBy;
import dev.tripline.spi.invocation.FunctionTarget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Gathers what the pages of functions show. Blocks while it asks the store; safe for many threads.
///
/// Counts and times of invocations are those of the node that answers, since it started.
final class FunctionPages {
  private static final int ALL = 10_000;
  private static final int LATEST = 5;
  private static final int ERRORS = 8;

  private final FunctionRegistrations registrations;
  private final Registry registry;
  private final Functions functions;
  private final InvocationMeters meters;
  private final Deaths deaths;

  FunctionPages(
      FunctionRegistrations registrations,
      Registry registry,
      Functions functions,
      InvocationMeters meters,
      Deaths deaths) {
    this.registrations = registrations;
    this.registry = registry;
    this.functions = functions;
    this.meters = meters;
    this.deaths = deaths;
  }

  /// What went wrong, and what happened last.
  record Deaths(DeadLetters letters, RecentActivity activity, FunctionRetentions retentions) {}

  /// @param runtime of a package; of an endpoint `HTTP`
  /// @param state of the newest code, or of an endpoint's circuit
  /// @param well whether nobody is needed
  /// @param limit how many invocations may run at once
  /// @param dead letters of it that there are
  record Row(
      String name,
      String runtime,
      String state,
      boolean well,
      int limit,
      long succeeded,
      long failed,
      long dead) {}

  /// @param updated when its code or settings were last changed
  /// @param names the aliases that stand for it
  record VersionRow(
      String number, String state, String runtime, long bytes, Instant updated, String names) {}

  /// All about one function.
  ///
  /// @param kept seconds for which its dead letters without a trigger are kept; null as those of others
  /// @param latest its newest dead letters
  record Whole(
      FunctionView view,
      Row row,
      List<VersionRow> versions,
      List<InvocationMeters.Tally> tallies,
      List<DeadLetters.Group> errors,
      @Nullable Long kept,
      DeadLetters.Page latest,
      List<RecentActivity.Happening> activity)
      implements Maskable {

    @Override
    public Whole masked(Masking masking) {
      return new Whole(
          view,
          row,
          versions,
          tallies,
          errors,
          kept,
          latest.masked(masking),
          activity.stream().map(step -> step.masked(masking)).toList());
    }

    @Override
    public Whole withoutContent() {
      return new Whole(
          view.withoutContent(),
          row,
          versions,
          tallies,
          errors,
          kept,
          latest.withoutContent(),
          activity.stream().map(RecentActivity.Happening::withoutContent).toList());
    }
  }

  List<Row> list() {
    Map<String, Long> dead = new HashMap<>();
    deaths
        .letters
        .groups(Selection.ALL, GroupBy.FUNCTION, ALL)
        .groups()
        .forEach(group -> {
          if (group.value() != null) {
            dead.put(group.value(), group.count());
          }
        });
    return registrations.list().stream()
        .map(view -> row(view, dead.getOrDefault(view.name(), 0L)))
        .toList();
  }

  /// @throws dev.tripline.dispatcher.rest.ApiProblem 404 if there is no such function
  Whole find(String name) {
    FunctionView view = registrations.get(name);
    Selection own = Selection.ofFunction(view.name());
    return new Whole(
        view,
        row(view, deaths.letters.count(own).count()),
        versions(registry.function(view.name())),
        meters.tallies(view.name()),
        deaths.letters.groups(own, GroupBy.ERROR_TYPE, ERRORS).groups(),
        deaths.retentions.find(view.name()).deadLetterRetentionSeconds(),
        deaths.letters.list(own, null, LATEST),
        deaths.activity.latest().stream()
            .filter(step -> view.name().equals(step.function()))
            .toList());
  }

  private Row row(FunctionView view, long dead) {
    PackageFunction function = registry.function(view.name());
    List<InvocationMeters.Tally> tallies = meters.tallies(view.name());
    long all = tallies.stream().mapToLong(InvocationMeters.Tally::count).sum();
    long succeeded =
        tallies.stream()
            .filter(InvocationMeters.Tally::succeeded)
            .mapToLong(InvocationMeters.Tally::count)
            .sum();
    return new Row(
        view.name(),
        view.runtime() == null ? "HTTP" : view.runtime(),
        function == null ? circuit(view.circuit()) : state(function.latest().status()),
        function == null
            ? "CLOSED".equals(view.circuit())
            : function.latest().status().state() == FunctionVersion.State.ACTIVE
                && function.latest().status().update() != FunctionVersion.Update.FAILED
                && view.warning() == null,
        functions.concurrencyLimit(FunctionTarget.latest(view.name())),
        succeeded,
        all - succeeded,
        dead);
  }

  private static String circuit(@Nullable String circuit) {
    return switch (circuit) {
      case "CLOSED" -> "Reachable";
      case "HALF_OPEN" -> "Tried again";
      case null, default -> "Circuit open";
    };
  }

  private static String state(FunctionVersion.Status status) {
    return switch (status.state()) {
      case PENDING -> "Pending";
      case FAILED -> "Failed";
      case ACTIVE ->
          switch (status.update()) {
            case IN_PROGRESS -> "Updating";
            case FAILED -> "Active; the last update failed";
            case NONE, SUCCESSFUL -> "Active";
          };
    };
  }

  private static List<VersionRow> versions(@Nullable PackageFunction function) {
    if (function == null) {
      return List.of();
    }
    List<FunctionVersion> newestFirst = new ArrayList<>(function.published());
    Collections.reverse(newestFirst);
    return Stream.concat(Stream.of(function.latest()), newestFirst.stream())
        .map(version ->
            new VersionRow(
                version.number(),
                state(version.status()),
                version.settings().runtimeShown(),
                version.code().size(),
                version.lastModified(),
                names(function, version.number())))
        .toList();
  }

  /// `live, beta 10 %`.
  private static String names(PackageFunction function, String number) {
    return String.join(
        ", ",
        function.aliases().values().stream()
            .flatMap(alias -> {
              Double share = alias.additionalWeights().get(number);
              if (share != null) {
                return Stream.of(alias.name() + " " + Math.round(share * 100) + " %");
              }
              return alias.version().equals(number) ? Stream.of(alias.name()) : Stream.empty();
            })
            .sorted()
            .toList());
  }
}
