package dev.tripline.adapter.http.proxy;

import java.util.Arrays;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The beginning of a streamed answer that says its status and headers: a JSON object, and behind it eight
/// bytes of zero, which no JSON has. Pure.
public final class Prelude {
  /// The media type under which runtimes send answers with a prelude.
  public static final String MEDIA_TYPE = "application/vnd.awslambda.http-integration-response";

  /// The number of zero bytes between prelude and body.
  public static final int SEPARATOR = 8;

  private static final String STREAM_TYPE = "application/octet-stream";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private Prelude() {}

  /// Where the object ends in bytes that begin with one; -1 if they have no prelude, as far as they are there.
  public static int end(byte[] bytes) {
    if (bytes.length == 0 || bytes[0] != '{') {
      return -1;
    }
    for (int at = 0; at + SEPARATOR <= bytes.length; at++) {
      if (bytes[at] == 0) {
        boolean separator = true;
        for (int i = at; i < at + SEPARATOR && separator; i++) {
          separator = bytes[i] == 0;
        }
        return separator ? at : -1;
      }
    }
    return -1;
  }

  /// Status and headers.
  ///
  /// @param end as [#end] has found it
  /// @throws InvalidProxyAnswerException if it says none
  public static ProxyAnswer read(byte[] bytes, int end) throws InvalidProxyAnswerException {
    JsonNode json;
    try {
      json = JSON.readTree(Arrays.copyOf(bytes, end));
    } catch (JacksonException e) {
      throw new InvalidProxyAnswerException(
          "the beginning of the answer is no JSON: " + e.getOriginalMessage());
    }
    if (!(json instanceof ObjectNode object)) {
      throw new InvalidProxyAnswerException("the answer must begin with a JSON object");
    }
    if (!object.has("statusCode")) {
      object.put("statusCode", 200);
    }
    return ProxyAnswer.head(object, STREAM_TYPE);
  }
}
