package dev.tripline.dispatcher.explain.filter;

import dev.tripline.delivery.filter.EventFilter;
import dev.tripline.delivery.filter.EventFilters;
import dev.tripline.delivery.filter.FilterClauses;
import dev.tripline.delivery.filter.FilteredSource;
import dev.tripline.dispatcher.access.rule.Confidential;
import dev.tripline.dispatcher.masking.Mask;
import dev.tripline.dispatcher.masking.rule.MaskingRules;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.form.SourceForm;
import dev.tripline.dispatcher.trigger.format.Formats;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import dev.tripline.dispatcher.trigger.sample.RecordSample;
import dev.tripline.dispatcher.trigger.sample.RecordSamples;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Explains why a trigger's filter dropped records, and tries other filters on the same records. An unknown
/// trigger is an [ApiProblem] 404. Blocking; safe for many threads.
final class FilterTrials {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String FILTERS = "filters";

  private final TriggerService triggers;
  private final RecordSamples samples;
  private final SourceForm forms;
  private final EventFilters filters;
  private final MaskingRules rules;

  FilterTrials(
      TriggerService triggers,
      RecordSamples samples,
      SourceForm forms,
      EventFilters filters,
      MaskingRules rules) {
    this.rules = rules;
    this.triggers = triggers;
    this.samples = samples;
    this.forms = forms;
    this.filters = filters;
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

  Dropped dropped(String name) {
    return new Dropped(views(trigger(name), sample -> !sample.taken(), RecordSample::filters));
  }

  /// @param patterns as they would stand in the source of the trigger
  /// @throws ApiProblem 400 if a pattern cannot be used
  Trial test(String name, List<String> patterns) {
    Trigger trigger = trigger(name);
    requireUsable(trigger, patterns);
    List<SampleView> tested = views(trigger, _ -> true, _ -> patterns);
    int matched = (int) tested.stream().filter(SampleView::matches).count();
    return new Trial(tested.size(), matched, tested);
  }

  private Trigger trigger(String idOrName) {
    return triggers
        .find(idOrName)
        .orElseThrow(() -> ApiProblem.notFound("there is no trigger " + idOrName))
        .trigger();
  }

  /// By the rules for the trigger's own form, whether there are records to test or not.
  private void requireUsable(Trigger trigger, List<String> patterns) {
    ObjectNode form = trigger.form().deepCopy();
    form.set(FILTERS, JSON.valueToTree(patterns));
    List<FieldError> errors = new ArrayList<>();
    forms.read(new FormReader(form, "", errors), trigger.id(), true);
    List<FieldError> ofFilters =
        errors.stream().filter(error -> error.field().startsWith(FILTERS)).toList();
    if (!ofFilters.isEmpty()) {
      throw ApiProblem.invalid(ofFilters);
    }
  }

  private List<SampleView> views(
      Trigger trigger,
      Predicate<RecordSample> wanted,
      Function<RecordSample, List<String>> patterns) {
    Map<Asked, Compiled> compiled = new HashMap<>();
    Mask mask = rules.now().of(trigger.function().name(), trigger.id());
    return samples.last(trigger.id()).stream()
        .filter(wanted)
        .map(sample ->
            compiled
                .computeIfAbsent(new Asked(sample.source(), patterns.apply(sample)), this::compile)
                .view(sample, mask, Formats.isCloudEvents(trigger) && mask.needsJson()))
        .toList();
  }

  private record Asked(FilteredSource source, List<String> patterns) {}

  private Compiled compile(Asked asked) {
    return new Compiled(
        filters.compile(asked.source(), asked.patterns()),
        asked.patterns().stream()
            .map(pattern ->
                new Pattern(
                    JSON.readTree(pattern), FilterClauses.of(filters, asked.source(), pattern)))
            .toList());
  }

  private record Pattern(JsonNode json, FilterClauses clauses) {
    SampleView.Miss miss(byte[] record) {
      return new SampleView.Miss(
          json, clauses.unmet(record).stream().map(SampleView.Clause::of).toList());
    }
  }

  private record Compiled(EventFilter filter, List<Pattern> patterns) {
    /// Of a record as it is shown, so that no pattern finds out what is masked in it.
    ///
    /// @param hidden whether rules are about CloudEvents, which the record is not: it matches nothing then
    SampleView view(RecordSample sample, Mask mask, boolean hidden) {
      if (hidden) {
        return new SampleView(
            sample.at(), false, sample.taken(), List.of(), sample.record().length, Mask.hidden());
      }
      JsonNode shown = mask.record(JSON.readTree(sample.record()));
      byte[] record =
          mask.isNone() ? sample.record() : shown.toString().getBytes(StandardCharsets.UTF_8);
      boolean matches = filter.matches(record);
      return new SampleView(
          sample.at(),
          matches,
          sample.taken(),
          matches ? List.of() : patterns.stream().map(pattern -> pattern.miss(record)).toList(),
          sample.record().length,
          shown);
    }
  }
}
