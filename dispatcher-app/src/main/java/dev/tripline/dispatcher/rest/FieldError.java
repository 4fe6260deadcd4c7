package dev.tripline.dispatcher.rest;

/// The error of one field of a request.
///
/// @param field with dots, for instance `source.batchSize`; a query parameter by its name
public record FieldError(String field, String message) {

  /// The error in words: `field: message`.
  @Override
  public String toString() {
    return field + ": " + message;
  }
}
