package dev.tripline.dispatcher.explain.filter;

import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.dispatcher.trigger.form.FilterForm;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// `/v1/triggers/{id}/dropped` and `/v1/triggers/{id}/filter-test`
@RestController
class FilterController {
  private final FilterTrials trials;

  FilterController(FilterTrials trials) {
    this.trials = trials;
  }

  @Operation("ListDroppedRecords")
  @GetMapping("/v1/triggers/{id}/dropped")
  FilterTrials.Dropped dropped(@PathVariable String id) {
    return trials.dropped(id);
  }

  @Operation("TestFilters")
  @PostMapping(path = "/v1/triggers/{id}/filter-test", consumes = "application/json")
  FilterTrials.Trial test(
      @PathVariable String id, @RequestBody(required = false) byte @Nullable [] body) {
    List<FieldError> errors = new ArrayList<>();
    FormReader form = new FormReader(StrictJson.object(body), "", errors);
    List<String> patterns = FilterForm.patterns(form);
    if (errors.isEmpty() && patterns.isEmpty()) {
      form.invalid("filters", "one pattern at least is expected");
    }
    form.refuseUnknown();
    if (!errors.isEmpty()) {
      throw ApiProblem.invalid(errors);
    }
    return trials.test(id, patterns);
  }
}
