package dev.tripline.dispatcher.explain.filter;

import dev.tripline.delivery.filter.EventFilters;
import dev.tripline.delivery.filter.FilterClauses;
import dev.tripline.delivery.filter.InvalidFilterException;
import dev.tripline.dispatcher.access.rule.Confidential;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.trigger.operation.TriggerOperations;
import dev.tripline.dispatcher.trigger.sample.RecordSample;
import dev.tripline.dispatcher.trigger.sample.RecordSamples;
import dev.tripline.dispatcher.trigger.sample.SampleStore;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/// Explains why a trigger's filter dropped records, and tries other filters on the same records. An unknown
/// trigger is an [ApiProblem] 404. Blocking; safe for many threads.
final class FilterTrials {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final TriggerOperations triggers;
  private final RecordSamples samples;
  private final SampleStore store;
  private final EventFilters filters;
  private final FilterClauses clauses;

  FilterTrials(
      TriggerOperations triggers, RecordSamples samples, SampleStore store, EventFilters filters) {
    this.triggers = triggers;
    this.samples = samples;
    this.store = store;
    this.filters = filters;
    this.clauses = new FilterClauses(filters);
  }

  /// The last records that were dropped, the newest first.
  record Dropped(List<SampleView> dropped) implements Confidential {
    @Override
    public Dropped withoutContent() {
      return new Dropped(dropped.stream().map(SampleView::withoutContent).toList());
    }
  }

  /// @param tested the number of records
  /// @param matched the number of those that match
  record Trial(int tested, int matched, List<SampleView> records) implements Confidential {
    @Override
    public Trial withoutContent() {
      return new Trial(tested, matched, records.stream().map(SampleView::withoutContent).toList());
    }
  }

  Dropped dropped(String trigger) {
    return new Dropped(
        samples(trigger).stream()
            .filter(sample -> !sample.taken())
            .map(sample -> view(sample, sample.filters()))
            .toList());
  }

  /// @param patterns JSON
  /// @throws ApiProblem 400 if a pattern cannot be used
  Trial test(String trigger, List<String> patterns) {
    List<SampleView> tested;
    try {
      tested = samples(trigger).stream().map(sample -> view(sample, patterns)).toList();
    } catch (InvalidFilterException e) {
      throw ApiProblem.invalid("filters", e.getMessage() + " " + e.detail());
    }
    int matched = (int) tested.stream().filter(SampleView::matches).count();
    return new Trial(tested.size(), matched, tested);
  }

  private List<RecordSample> samples(String trigger) {
    String id = triggers.find(trigger).id();
    samples.write(); // what this node knows is seen at once
    return store.last(id);
  }

  private SampleView view(RecordSample sample, List<String> patterns) {
    boolean matches = filters.compile(sample.source(), patterns).matches(sample.record());
    List<SampleView.Miss> misses =
        matches ? List.of() : patterns.stream().map(pattern -> miss(sample, pattern)).toList();
    return new SampleView(
        sample.at(),
        matches,
        sample.taken(),
        misses,
        sample.record().length,
        JSON.readTree(sample.record()));
  }

  private SampleView.Miss miss(RecordSample sample, String pattern) {
    return new SampleView.Miss(
        JSON.readTree(pattern),
        clauses.unmet(sample.source(), pattern, sample.record()).stream()
            .map(SampleView.Clause::of)
            .toList());
  }
}
