package dev.tripline.dispatcher.lambdaapi.wire;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One call of the API, as an operation sees it. Used by one thread.
public final class Call {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final String requestId;
  private final HttpServletRequest request;
  private final Map<String, String> labels;

  Call(String requestId, HttpServletRequest request, Map<String, String> labels) {
    this.requestId = requestId;
    this.request = request;
    this.labels = labels;
  }

  /// A lower-case UUID; that of the invocation, if this is one.
  public String requestId() {
    return requestId;
  }

  /// A part of the path, decoded; empty if the path has no such part.
  public String label(String name) {
    return labels.getOrDefault(name, "");
  }

  public @Nullable String query(String name) {
    return request.getParameter(name);
  }

  /// All values of a query parameter that may stand there more than once.
  public String[] queries(String name) {
    String[] values = request.getParameterValues(name);
    return values == null ? new String[0] : values;
  }

  public @Nullable String header(String name) {
    return request.getHeader(name);
  }

  /// `http://host:port` as the caller addressed us, to build URLs that the caller can reach.
  public String baseUrl() {
    StringBuffer url = request.getRequestURL();
    return url.substring(0, url.length() - request.getRequestURI().length());
  }

  /// Reads the body, once.
  ///
  /// @param limit in bytes
  /// @param tooLarge thrown when the body is larger; the rest of it is not read
  public byte[] body(int limit, ApiException tooLarge) {
    try (InputStream in = request.getInputStream()) {
      long announced = request.getContentLengthLong();
      if (announced > limit) {
        throw tooLarge;
      }
      if (announced >= 0) {
        return in.readNBytes((int) announced);
      }
      byte[] body = in.readNBytes(limit + 1);
      if (body.length > limit) {
        throw tooLarge;
      }
      return body;
    } catch (IOException e) {
      throw new UncheckedIOException("the request's body broke off; nothing was done", e);
    }
  }

  /// Reads the body as the members of the request; an empty body has none.
  public ObjectNode members(int limit, ApiException tooLarge) {
    byte[] body = body(limit, tooLarge);
    if (body.length == 0) {
      return JsonNodeFactory.instance.objectNode();
    }
    try {
      JsonNode node = JSON.readTree(body);
      if (node instanceof ObjectNode object) {
        return object;
      }
      throw new ApiException(
          ErrorType.SERIALIZATION, "Unexpected document: a JSON object is expected");
    } catch (JacksonException e) {
      throw new ApiException(
          ErrorType.SERIALIZATION,
          "Could not parse request body into json: " + e.getOriginalMessage());
    }
  }
}
