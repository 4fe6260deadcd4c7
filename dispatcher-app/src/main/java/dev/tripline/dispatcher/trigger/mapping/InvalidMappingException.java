package dev.tripline.dispatcher.trigger.mapping;

/// A request that describes no possible mapping, in the Lambda API's words where they are known.
public final class InvalidMappingException extends RuntimeException {
  public InvalidMappingException(String message) {
    super(message);
  }
}
