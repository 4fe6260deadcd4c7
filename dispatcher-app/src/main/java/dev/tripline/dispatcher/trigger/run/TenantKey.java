package dev.tripline.dispatcher.trigger.run;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The place of an event's tenant in its payload.
record TenantKey(JsonPointer pointer) {
  private static final JsonMapper JSON = JsonMapper.shared();

  /// As AWS takes them.
  private static final Pattern PLAIN = Pattern.compile("[a-zA-Z0-9._:/=+\\-@ ]{1,256}");

  /// @param pointer of JSON, checked when it was registered
  static TenantKey of(String pointer) {
    return new TenantKey(JsonPointer.compile(pointer));
  }

  /// The text, number or truth value at that place, or its hash if AWS would not take it for the name of
  /// a tenant; null if there is none, or if the payload is no JSON: such events share the function as if
  /// they were of one tenant more.
  @Nullable String tenant(byte[] payload) {
    JsonNode value;
    try {
      value = JSON.readTree(payload).at(pointer);
    } catch (JacksonException _) {
      return null;
    }
    if (!value.isValueNode() || value.isNull()) {
      return null;
    }
    String text = value.asString();
    if (text.isEmpty()) {
      return null;
    }
    return PLAIN.matcher(text).matches() ? text : "sha256:" + hash(text);
  }

  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
