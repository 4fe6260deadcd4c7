package dev.tripline.runtime.api;

import java.io.IOException;

/// A request that cannot be read on from; it is answered with 400 and its connection ends.
final class MalformedRequestException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedRequestException(String message) {
    super(message);
  }
}
