package dev.tripline.adapter.http.proxy;

import dev.tripline.adapter.http.proxy.ProxyRequest.Header;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The answer of HTTP that a function gives. Pure. Its array is not copied: nobody changes it.
///
/// @param headers `content-type` is always among them; those of the connection never
public record ProxyAnswer(int status, List<Header> headers, byte[] body) {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String JSON_TYPE = "application/json";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,256}");

  /// The server decides on the connection and on the length of the body.
  private static final Set<String> LEFT_OUT =
      Set.of(
          "connection",
          "content-length",
          "keep-alive",
          "proxy-authenticate",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  public ProxyAnswer {
    headers = List.copyOf(headers);
  }

  /// The answer that a payload of format 2.0 means. An object without `statusCode`, and any other value, is
  /// itself the body of a 200; of a string it is its text.
  ///
  /// @throws InvalidProxyAnswerException if it means none
  public static ProxyAnswer ofFormat2(byte[] payload) throws InvalidProxyAnswerException {
    int prelude = Prelude.end(payload);
    if (prelude >= 0) {
      byte[] body = Arrays.copyOfRange(payload, prelude + Prelude.SEPARATOR, payload.length);
      return Prelude.read(payload, prelude).with(body);
    }
    JsonNode json = read(payload);
    if (json.isString()) {
      return inferred(json.stringValue().getBytes(StandardCharsets.UTF_8));
    }
    return json instanceof ObjectNode object && object.has("statusCode")
        ? head(object, JSON_TYPE).with(body(object))
        : inferred(JSON.writeValueAsBytes(json));
  }

  /// The same of format 1.0, which needs a `statusCode`.
  ///
  /// @throws InvalidProxyAnswerException if it means none
  public static ProxyAnswer ofFormat1(byte[] payload) throws InvalidProxyAnswerException {
    if (read(payload) instanceof ObjectNode object && object.has("statusCode")) {
      return head(object, listed(object), JSON_TYPE).with(body(object));
    }
    throw new InvalidProxyAnswerException(
        "an answer in format 1.0 must be an object with a statusCode");
  }

  /// Status and headers of an object of format 2.0: `statusCode`, `headers` and `cookies`.
  static ProxyAnswer head(ObjectNode object, String contentType)
      throws InvalidProxyAnswerException {
    List<Header> headers = new ArrayList<>();
    for (Map.Entry<String, JsonNode> member : object.path("headers").properties()) {
      add(headers, member.getKey(), member.getValue());
    }
    for (JsonNode cookie : object.path("cookies")) {
      add(headers, "set-cookie", cookie);
    }
    return head(object, headers, contentType);
  }

  /// The headers of an object of format 1.0: `headers`, and `multiValueHeaders` in place of those of the same
  /// name.
  private static List<Header> listed(ObjectNode object) throws InvalidProxyAnswerException {
    List<Header> headers = new ArrayList<>();
    for (Map.Entry<String, JsonNode> member : object.path("headers").properties()) {
      if (!object.path("multiValueHeaders").has(member.getKey())) {
        add(headers, member.getKey(), member.getValue());
      }
    }
    for (Map.Entry<String, JsonNode> member : object.path("multiValueHeaders").properties()) {
      for (JsonNode value : member.getValue()) {
        add(headers, member.getKey(), value);
      }
    }
    return headers;
  }

  private static ProxyAnswer head(ObjectNode object, List<Header> headers, String contentType)
      throws InvalidProxyAnswerException {
    if (headers.stream().noneMatch(header -> header.name().equals("content-type"))) {
      headers.addFirst(new Header("content-type", contentType));
    }
    return new ProxyAnswer(status(object.path("statusCode")), headers, new byte[0]);
  }

  ProxyAnswer with(byte[] bytes) {
    return new ProxyAnswer(status, headers, bytes);
  }

  private static ProxyAnswer inferred(byte[] body) {
    return new ProxyAnswer(200, List.of(new Header("content-type", JSON_TYPE)), body);
  }

  private static JsonNode read(byte[] payload) throws InvalidProxyAnswerException {
    try {
      return JSON.readTree(payload);
    } catch (JacksonException e) {
      throw new InvalidProxyAnswerException("the answer is no JSON: " + e.getOriginalMessage());
    }
  }

  private static int status(JsonNode value) throws InvalidProxyAnswerException {
    String text = value.isIntegralNumber() || value.isString() ? value.asString() : "";
    if (!text.matches("[2-5][0-9]{2}")) {
      throw new InvalidProxyAnswerException("statusCode must be a number from 200 to 599");
    }
    return Integer.parseInt(text);
  }

  private static byte[] body(ObjectNode object) throws InvalidProxyAnswerException {
    JsonNode body = object.path("body");
    if (body.isMissingNode() || body.isNull()) {
      return new byte[0];
    }
    if (object.path("isBase64Encoded").asBoolean(false)) {
      return decoded(body);
    }
    return body.isString()
        ? body.stringValue().getBytes(StandardCharsets.UTF_8)
        : JSON.writeValueAsBytes(body);
  }

  /// Line ends are taken, as encoders for mail write them; no other foreign character is.
  private static byte[] decoded(JsonNode body) throws InvalidProxyAnswerException {
    try {
      if (body.isString()) {
        String text = body.stringValue();
        boolean lines = text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
        return Base64.getDecoder().decode(lines ? text.replace("\r", "").replace("\n", "") : text);
      }
    } catch (IllegalArgumentException _) {
      // Told below.
    }
    throw new InvalidProxyAnswerException("the body is not in base64, as isBase64Encoded says");
  }

  private static void add(List<Header> headers, String name, JsonNode value)
      throws InvalidProxyAnswerException {
    if (value.isContainer()) {
      throw new InvalidProxyAnswerException("the header " + name + " must be a text");
    }
    String text = value.isNull() ? "" : value.asString();
    if (!NAME.matcher(name).matches()
        || text.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f)) {
      throw new InvalidProxyAnswerException("the answer has a header that HTTP does not allow");
    }
    Header header = new Header(name, text);
    if (!LEFT_OUT.contains(header.name())) {
      headers.add(header);
    }
  }
}
