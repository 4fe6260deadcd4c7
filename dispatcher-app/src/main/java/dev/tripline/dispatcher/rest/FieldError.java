package dev.tripline.dispatcher.rest;

/// One field of a request that is wrong.
///
/// @param field with dots, for instance `source.batchSize`; a query parameter by its name
public record FieldError(String field, String message) {

  /// In words: `field: message`.
  @Override
  public String toString() {
    return field + ": " + message;
  }
}
