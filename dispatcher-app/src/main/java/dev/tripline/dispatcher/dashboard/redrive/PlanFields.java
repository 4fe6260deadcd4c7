package dev.tripline.dispatcher.dashboard.redrive;

import dev.tripline.dispatcher.deadletter.redrive.RedriveForm;
import dev.tripline.dispatcher.deadletter.redrive.preview.PreviewForm;
import dev.tripline.dispatcher.deadletter.transform.TransformForm;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.RequestFields;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.retry.payload.JsonCheck;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// The fields of the form by which a redrive is planned and begun; an empty one is a missing one.
///
/// @param ids of letters that were chosen one by one; then the filter does not count
public record PlanFields(
    @Nullable List<String> ids,
    @Nullable Boolean all,
    @Nullable String function,
    @Nullable String trigger,
    @Nullable String letterReason,
    @Nullable String errorType,
    @Nullable String requestId,
    @Nullable String classId,
    @Nullable String target,
    @Nullable String canary,
    @Nullable Boolean confirm,
    @Nullable String rate,
    @Nullable String stopAtPercent,
    @Nullable String reason,
    @Nullable String orderKey,
    @Nullable String traceId,
    @Nullable String jsonata,
    @Nullable String patch,
    @Nullable String schema) {
  private static final double HUNDRED = 100;

  public PlanFields {
    function = RequestFields.given(function);
    trigger = RequestFields.given(trigger);
    letterReason = RequestFields.given(letterReason);
    errorType = RequestFields.given(errorType);
    requestId = RequestFields.given(requestId);
    classId = RequestFields.given(classId);
    target = RequestFields.given(target);
    canary = RequestFields.given(canary);
    rate = RequestFields.given(rate);
    stopAtPercent = RequestFields.given(stopAtPercent);
    reason = RequestFields.given(reason);
    orderKey = RequestFields.given(orderKey);
    traceId = RequestFields.given(traceId);
    jsonata = RequestFields.given(jsonata);
    patch = RequestFields.given(patch);
    schema = RequestFields.given(schema);
  }

  RedriveForm form() {
    Double percent = number("stopAtPercent", stopAtPercent);
    Double letters = number("canary", canary);
    return new RedriveForm(
        chosen(),
        target,
        letters == null ? null : whole(letters),
        Boolean.TRUE.equals(confirm),
        number("rate", rate),
        percent == null ? null : percent / HUNDRED,
        reason,
        transform());
  }

  PreviewForm preview() {
    return new PreviewForm(chosen(), transform(), null, null);
  }

  @Nullable TransformForm transform() {
    if (jsonata == null && patch == null) {
      if (schema != null) {
        throw ApiProblem.invalid("schema", "is of a transformation, and there is none");
      }
      return null;
    }
    return new TransformForm(jsonata, json("patch", patch), json("schema", schema));
  }

  private static @Nullable JsonNode json(String field, @Nullable String text) {
    try {
      return text == null ? null : StrictJson.exact(text);
    } catch (JacksonException e) {
      throw ApiProblem.invalid(field, "is no JSON: " + JsonCheck.words(e));
    }
  }

  RedriveForm.Chosen chosen() {
    return ids == null || ids.isEmpty()
        ? new RedriveForm.Chosen(
            null,
            filtered() ? null : all,
            function,
            trigger,
            letterReason,
            errorType,
            null,
            null,
            requestId,
            classId,
            orderKey,
            traceId)
        : new RedriveForm.Chosen(
            ids, null, null, null, null, null, null, null, null, null, null, null);
  }

  private boolean filtered() {
    return function != null
        || trigger != null
        || letterReason != null
        || errorType != null
        || requestId != null
        || classId != null
        || orderKey != null
        || traceId != null;
  }

  private static int whole(double number) {
    if (number != Math.rint(number)) {
      throw ApiProblem.invalid("canary", "a whole number is expected");
    }
    return (int) number;
  }

  /// @param text null or empty if there is none
  static @Nullable Long whole(String field, @Nullable String text) {
    String given = RequestFields.given(text);
    try {
      return given == null ? null : Long.valueOf(given);
    } catch (NumberFormatException _) {
      throw ApiProblem.invalid(field, "a whole number is expected, not '" + given + "'");
    }
  }

  private static @Nullable Double number(String field, @Nullable String text) {
    try {
      return text == null ? null : Double.valueOf(text);
    } catch (NumberFormatException _) {
      throw ApiProblem.invalid(field, "a number is expected, not '" + text + "'");
    }
  }

  /// The letters that are meant, in words.
  public String text() {
    if (ids != null && !ids.isEmpty()) {
      return ids.size() == 1 ? "1 chosen letter" : ids.size() + " chosen letters";
    }
    if (!filtered()) {
      return "all dead letters";
    }
    StringBuilder text = new StringBuilder("dead letters");
    append(text, "function", function);
    append(text, "trigger", trigger);
    append(text, "reason", letterReason);
    append(text, "error", errorType);
    append(text, "request", requestId);
    append(text, "class", classId);
    append(text, "key", orderKey);
    append(text, "trace", traceId);
    return text.toString();
  }

  private static void append(StringBuilder text, String name, @Nullable String value) {
    if (value != null) {
      text.append(text.indexOf(" of ") < 0 ? " of " : ", ").append(name).append(' ').append(value);
    }
  }
}
