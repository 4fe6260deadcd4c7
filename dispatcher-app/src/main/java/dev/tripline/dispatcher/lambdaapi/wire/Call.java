package dev.tripline.dispatcher.lambdaapi.wire;

import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.retry.payload.JsonCheck;
import dev.tripline.spi.audit.Actor;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One call of the API, as an operation sees it. Used by one thread.
public final class Call {
  /// A zip is one string; bodies have limits of their own.
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxStringLength(Integer.MAX_VALUE)
                          .maxNestingDepth(100)
                          .build())
                  .build())
          .build();

  private static final Pattern CREDENTIAL = Pattern.compile("Credential=([\\w+.=-]{1,128})/");

  private final String requestId;
  private final HttpServletRequest request;
  private final Map<String, String> labels;
  private ObjectNode read = JsonNodeFactory.instance.objectNode();

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

  /// The one who sent the request, with all that access control knows; null if it found nobody.
  public @Nullable Caller caller() {
    return Caller.of(request);
  }

  /// Whether environment variables may be shown.
  public boolean seesContent() {
    return Caller.seesContent(request);
  }

  /// The one who sent the request. Where access control is off nothing is proved: an access key is
  /// the one that the request names, whoever signed it.
  public Actor actor() {
    Caller caller = caller();
    if (caller != null && caller.actor().kind() == Actor.Kind.OPERATOR) {
      return caller.actor();
    }
    String authorization = header("Authorization");
    Matcher key = CREDENTIAL.matcher(authorization == null ? "" : authorization);
    String name = key.find() ? "access-key:" + key.group(1) : "anonymous";
    return new Actor(name + "@" + request.getRemoteAddr(), Actor.Kind.ANONYMOUS);
  }

  /// A member of the request, from its path or from the JSON that the operation has read; empty if
  /// it is no string there.
  public String member(String name) {
    String label = label(name);
    return label.isEmpty() ? read.path(name).asString("") : label;
  }

  /// The first value of a query parameter; null if it is not there. The servlet's own reading of
  /// parameters is not used, because it would take a form-encoded body away.
  public @Nullable String query(String name) {
    if (request.getQueryString() == null) {
      return null;
    }
    List<String> values = queries(name);
    return values.isEmpty() ? null : values.getFirst();
  }

  /// All values of a query parameter that may stand there more than once.
  public List<String> queries(String name) {
    String query = request.getQueryString();
    List<String> values = new ArrayList<>();
    for (String pair : query == null ? new String[0] : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      if (decode(key).equals(name)) {
        values.add(equals < 0 ? "" : decode(pair.substring(equals + 1)));
      }
    }
    return values;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new ApiException(ErrorType.SERIALIZATION, "The query is not correctly encoded.");
    }
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
    } catch (IOException _) {
      throw new ApiException(
          ErrorType.INVALID_REQUEST_CONTENT, "The request's body broke off; nothing was done.");
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
        read = object;
        return object;
      }
      throw new ApiException(
          ErrorType.SERIALIZATION, "Unexpected document: a JSON object is expected");
    } catch (JacksonException e) {
      throw new ApiException(
          ErrorType.SERIALIZATION, "Could not parse request body into json: " + JsonCheck.words(e));
    }
  }
}
