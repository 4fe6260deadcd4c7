package dev.tripline.adapter.http.proxy;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The event of payload format 2.0. Pure.
///
/// @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html">Request payload format</a>
public final class ProxyEventV2 {
  /// Of the connection and not of the request, or in a member of their own.
  private static final Set<String> LEFT_OUT =
      Set.of("connection", "cookie", "keep-alive", "proxy-connection", "te", "transfer-encoding");

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

  private ProxyEventV2() {}

  public static ObjectNode of(ProxyRequest request, ProxyContext context) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("version", "2.0");
    event.put("routeKey", context.routeKey());
    event.put("rawPath", request.path());
    event.put("rawQueryString", request.query());
    Map<String, List<String>> byName = request.headersByName();
    List<String> cookies = byName.get("cookie");
    if (cookies != null) {
      ArrayNode list = event.putArray("cookies");
      cookies.forEach(line -> addCookies(list, line));
    }
    ObjectNode headers = event.putObject("headers");
    byName.forEach((name, values) -> {
      if (!LEFT_OUT.contains(name)) {
        headers.put(name, String.join(",", values));
      }
    });
    Map<String, List<String>> parameters = ProxyQuery.parameters(request.query());
    if (!parameters.isEmpty()) {
      ObjectNode query = event.putObject("queryStringParameters");
      parameters.forEach((name, values) -> query.put(name, String.join(",", values)));
    }
    event.set("requestContext", requestContext(request, context));
    if (!context.pathParameters().isEmpty()) {
      ObjectNode path = event.putObject("pathParameters");
      context.pathParameters().forEach(path::put);
    }
    ProxyBody.add(event, request, false);
    return event;
  }

  private static void addCookies(ArrayNode list, String line) {
    for (String cookie : line.split(";", -1)) {
      if (!cookie.isBlank()) {
        list.add(cookie.strip());
      }
    }
  }

  private static ObjectNode requestContext(ProxyRequest request, ProxyContext context) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("accountId", context.accountId());
    json.put("apiId", context.apiId());
    ProxyContext.Caller caller = context.caller();
    if (caller != null) {
      ObjectNode iam = json.putObject("authorizer").putObject("iam");
      iam.put("accessKey", caller.accessKey());
      iam.put("accountId", caller.accountId());
      iam.put("callerId", caller.userId());
      iam.putNull("cognitoIdentity");
      iam.putNull("principalOrgId");
      iam.put("userArn", caller.arn());
      iam.put("userId", caller.userId());
    }
    json.put("domainName", request.domain());
    json.put("domainPrefix", domainPrefix(request.domain()));
    ObjectNode http = json.putObject("http");
    http.put("method", request.method());
    http.put("path", request.path());
    http.put("protocol", request.peer().protocol());
    http.put("sourceIp", request.peer().sourceIp());
    http.put("userAgent", request.header("user-agent").orElse(""));
    json.put("requestId", context.requestId());
    json.put("routeKey", context.routeKey());
    json.put("stage", "$default");
    json.put("time", TIME.format(context.at()));
    json.put("timeEpoch", context.at().toEpochMilli());
    return json;
  }

  static String domainPrefix(String domain) {
    int dot = domain.indexOf('.');
    return dot < 0 ? domain : domain.substring(0, dot);
  }

  static String time(Instant at) {
    return TIME.format(at);
  }
}
