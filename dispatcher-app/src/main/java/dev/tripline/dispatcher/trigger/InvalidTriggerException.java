package dev.tripline.dispatcher.trigger;

import java.util.List;

/// A request that describes no possible trigger.
final class InvalidTriggerException extends RuntimeException {
  private final List<FieldError> errors;

  InvalidTriggerException(List<FieldError> errors) {
    super(errors.size() == 1 ? "1 field is invalid" : errors.size() + " fields are invalid");
    this.errors = List.copyOf(errors);
  }

  List<FieldError> errors() {
    return errors;
  }
}
