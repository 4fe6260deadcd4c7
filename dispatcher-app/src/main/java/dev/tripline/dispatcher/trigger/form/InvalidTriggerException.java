package dev.tripline.dispatcher.trigger.form;

import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.FieldError;
import java.util.List;

/// A request that describes no possible trigger.
public final class InvalidTriggerException extends ApiProblem {
  public InvalidTriggerException(List<FieldError> errors) {
    super("Invalid trigger", text(errors), errors);
  }
}
