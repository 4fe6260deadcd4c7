package dev.tripline.dispatcher.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// Where a secret is to be found: `env:NAME` (a variable of this process) or `file:PATH` (the file's
/// text without the line break at its end). Settings and registrations hold references only, so that
/// no store, log or answer ever contains the secret itself.
///
/// @param text the reference as it was written
public record SecretReference(String text) {

  public SecretReference {
    boolean known = text.startsWith("env:") || text.startsWith("file:");
    if (!known || text.substring(text.indexOf(':') + 1).isBlank()) {
      // The text is not repeated here: it may be the secret itself.
      throw new IllegalArgumentException(
          "a secret must be given as a reference, env:NAME or file:PATH");
    }
  }

  /// Whether the text has the form of a reference.
  public static boolean isReference(String text) {
    return text.startsWith("env:") || text.startsWith("file:");
  }

  /// Reads the secret now.
  ///
  /// @throws IllegalStateException if it is not there; the message names the reference only
  public String resolve() {
    String name = text.substring(text.indexOf(':') + 1);
    if (text.startsWith("env:")) {
      String value = System.getenv(name);
      if (value == null) {
        throw new IllegalStateException("the secret " + text + " is not set");
      }
      return value;
    }
    try {
      return Files.readString(Path.of(name)).stripTrailing();
    } catch (IOException | InvalidPathException e) {
      throw new IllegalStateException("the secret " + text + " cannot be read", e);
    }
  }
}
