package dev.tripline.dispatcher.secret.reference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The place of a secret: `env:NAME` (a variable of this process), `file:PATH` (the file's text
/// without the line break at its end), `secret:NAME` or
/// `arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME` (kept in the dispatcher's store). A
/// `#MEMBER` at the end of the latter two takes one member of a secret that is a JSON object.
/// Settings and registrations hold references only, so that no log or answer ever contains the
/// secret itself.
///
/// @param text the reference as it was written
public record SecretReference(String text) {
  private static final Pattern STORED =
      Pattern.compile(
          "(?:secret:|arn:aws[a-z-]*:secretsmanager:[a-z0-9-]*:\\d*:secret:)"
              + "(?<name>[A-Za-z0-9/_+=.@-]{1,512})(?:#(?<member>[A-Za-z0-9_.-]+))?");
  private static final Pattern OUTSIDE = Pattern.compile("(?s)(env|file):(?=.*\\S)(?<place>.+)");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  public SecretReference {
    if (!isReference(text)) {
      // The text is not repeated here: it may be the secret itself.
      throw new IllegalArgumentException(
          "a secret must be given as a reference: secret:NAME, env:NAME or file:PATH");
    }
  }

  /// `true` if the text has the form of a reference.
  public static boolean isReference(String text) {
    return STORED.matcher(text).matches() || OUTSIDE.matcher(text).matches();
  }

  /// `true` if the secret is kept in the dispatcher's store.
  public boolean stored() {
    return STORED.matcher(text).matches();
  }

  /// The name of a secret in the dispatcher's store; empty for others.
  public String storedName() {
    Matcher matcher = STORED.matcher(text);
    return matcher.matches() ? matcher.group("name") : "";
  }

  /// The reference to one member of a JSON secret.
  public SecretReference member(String name) {
    if (!stored() || text.indexOf('#') >= 0) {
      throw new IllegalStateException(
          "the secret " + text + " has no members; only whole ones in the store have");
    }
    return new SecretReference(text + "#" + name);
  }

  /// Reads the secret now, where no store is at hand.
  ///
  /// @throws IllegalStateException if it is not there; the message names the reference only
  public String resolve() {
    return resolve(StoredSecrets.NONE);
  }

  /// Reads the secret now.
  ///
  /// @throws IllegalStateException if it is not there; the message names the reference only
  public String resolve(StoredSecrets secrets) {
    Matcher stored = STORED.matcher(text);
    if (stored.matches()) {
      String value = secrets.value(stored.group("name"));
      String member = stored.group("member");
      return member == null ? value : member(value, member, text);
    }
    String place = text.substring(text.indexOf(':') + 1);
    if (text.startsWith("env:")) {
      String value = System.getenv(place);
      if (value == null) {
        throw new IllegalStateException("the secret " + text + " is not set");
      }
      return value;
    }
    try {
      return Files.readString(Path.of(place)).stripTrailing();
    } catch (IOException | InvalidPathException e) {
      throw new IllegalStateException("the secret " + text + " cannot be read", e);
    }
  }

  /// Checks a reference in the settings: a secret outside of the store is there from the start on. One in
  /// the store may be put later.
  ///
  /// @param setting the name of the setting
  /// @throws IllegalArgumentException if it is not there; the message names the reference only
  public void requireThere(String setting) {
    if (stored()) {
      return;
    }
    String value;
    try {
      value = resolve();
    } catch (IllegalStateException e) {
      throw new IllegalArgumentException(setting + ": " + e.getMessage());
    }
    if (value.isBlank()) {
      throw new IllegalArgumentException(setting + ": the secret " + text + " is empty");
    }
  }

  /// The parser's own message would repeat a part of the secret.
  private static String member(String value, String member, String reference) {
    try {
      JsonNode found = JSON.readTree(value).path(member);
      if (found.isString()) {
        return found.stringValue();
      }
    } catch (JacksonException _) {
      throw new IllegalStateException("the secret " + reference + " is no JSON object");
    }
    throw new IllegalStateException("the secret " + reference + " has no such member");
  }
}
