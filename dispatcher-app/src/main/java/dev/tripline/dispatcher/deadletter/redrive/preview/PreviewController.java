package dev.tripline.dispatcher.deadletter.redrive.preview;

import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.function.NamedResources;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.rest.StrictJson;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/// `/v1/redrives/preview`: the dry run of a transformation.
@RestController
class PreviewController {
  private final TransformPreviews previews;

  PreviewController(TransformPreviews previews) {
    this.previews = previews;
  }

  @Operation("PreviewRedrive")
  @PostMapping(path = "/v1/redrives/preview", consumes = "application/json")
  TransformPreview preview(
      @RequestBody(required = false) byte @Nullable [] body, HttpServletRequest request) {
    if (!Caller.seesContent(request)) {
      throw ApiProblem.forbidden("payloads are shown only to those who may see payloads");
    }
    ObjectNode wanted = StrictJson.object(body);
    ObjectNode named = wanted.deepCopy();
    named.remove("transform"); // a value for payloads names nothing
    NamedResources.require(request, named);
    return previews.preview(StrictJson.convert(wanted, PreviewForm.class));
  }
}
