package dev.tripline.adapter.http.proxy;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// The body of a request as a member of an event. Pure.
///
/// Text in UTF-8 stays as it is; everything else comes in base64, the fields of a form included, as
/// API Gateway's HTTP APIs and function URLs do it.
final class ProxyBody {
  private static final Set<String> TEXT =
      Set.of(
          "application/json",
          "application/javascript",
          "application/xml",
          "application/graphql",
          "application/xhtml+xml");

  private ProxyBody() {}

  /// @param always `true` to put a null in place of a body that is not there
  static void add(ObjectNode event, ProxyRequest request, boolean always) {
    byte[] body = request.body();
    if (body.length == 0) {
      if (always) {
        event.putNull("body");
      }
      event.put("isBase64Encoded", false);
      return;
    }
    String text = isText(request) ? text(body) : null;
    event.put("body", text == null ? Base64.getEncoder().encodeToString(body) : text);
    event.put("isBase64Encoded", text == null);
  }

  private static boolean isText(ProxyRequest request) {
    if (request.header("content-encoding").isPresent()) {
      return false;
    }
    String type = request.header("content-type").orElse("").toLowerCase(Locale.ROOT);
    int end = type.indexOf(';');
    String media = (end < 0 ? type : type.substring(0, end)).strip();
    return media.startsWith("text/")
        || TEXT.contains(media)
        || media.endsWith("+json")
        || media.endsWith("+xml");
  }

  private static @Nullable String text(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException _) {
      return null;
    }
  }
}
