package dev.tripline.dispatcher.dashboard.redrive;

import dev.tripline.dispatcher.deadletter.redrive.RedriveForm;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.RequestFields;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    @Nullable String reason) {
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
        reason);
  }

  private RedriveForm.Chosen chosen() {
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
            classId)
        : new RedriveForm.Chosen(ids, null, null, null, null, null, null, null, null, null);
  }

  private boolean filtered() {
    return function != null
        || trigger != null
        || letterReason != null
        || errorType != null
        || requestId != null
        || classId != null;
  }

  private static int whole(double number) {
    if (number != Math.rint(number)) {
      throw ApiProblem.invalid("canary", "a whole number is expected");
    }
    return (int) number;
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
    return text.toString();
  }

  private static void append(StringBuilder text, String name, @Nullable String value) {
    if (value != null) {
      text.append(text.indexOf(" of ") < 0 ? " of " : ", ").append(name).append(' ').append(value);
    }
  }
}
