package dev.tripline.dispatcher.rest;

/// What is wrong with one field of a request.
///
/// @param field with dots, for instance `source.batchSize`
public record FieldError(String field, String message) {}
