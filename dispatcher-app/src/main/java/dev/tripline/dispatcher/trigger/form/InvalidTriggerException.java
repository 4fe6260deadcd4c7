package dev.tripline.dispatcher.trigger.form;

import dev.tripline.dispatcher.rest.FieldError;
import java.util.List;

/// A request that describes no possible trigger.
public final class InvalidTriggerException extends RuntimeException {
  private final List<FieldError> errors;

  public InvalidTriggerException(List<FieldError> errors) {
    super(errors.size() == 1 ? "1 field is invalid" : errors.size() + " fields are invalid");
    this.errors = List.copyOf(errors);
  }

  public List<FieldError> errors() {
    return errors;
  }
}
