package dev.tripline.dispatcher.deadletter.redrive.preview;

import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.deadletter.redrive.RedriveReach;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.rest.StrictJson;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/// `/v1/redrives/preview`: the dry run of a transformation.
@RestController
class PreviewController {
  private final TransformPreviews previews;
  private final RedriveReach reach;

  PreviewController(TransformPreviews previews, RedriveReach reach) {
    this.previews = previews;
    this.reach = reach;
  }

  @Operation("PreviewRedrive")
  @PostMapping(path = "/v1/redrives/preview", consumes = "application/json")
  TransformPreview preview(
      @RequestBody(required = false) byte @Nullable [] body, HttpServletRequest request) {
    if (!Caller.seesContent(request)) {
      throw ApiProblem.forbidden("payloads are shown only to those who may see payloads");
    }
    PreviewForm form = StrictJson.readExact(body, PreviewForm.class);
    reach.require(request, form.redrive());
    return previews.preview(form);
  }
}
