package dev.tripline.runtime.api;

import dev.tripline.runtime.log.PrintableText;
import java.io.IOException;

/// A request that cannot be read on from; it is answered with 400 and its connection ends. Its message is
/// fit for a log, whatever words of a function are in it.
final class MalformedRequestException extends IOException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 200;

  MalformedRequestException(String message) {
    super(
        PrintableText.of(
            message.length() > LONGEST ? message.substring(0, LONGEST) + "…" : message));
  }
}
