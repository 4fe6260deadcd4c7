package dev.tripline.dispatcher.trigger;

/// What is wrong with one field of a request.
///
/// @param field with dots, for instance `source.batchSize`
record FieldError(String field, String message) {}
