package dev.tripline.adapter.http.proxy;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The event of payload format 1.0. Pure.
///
/// @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html">Payload format version</a>
public final class ProxyEventV1 {
  private static final List<String> UNKNOWN_OF_CALLER =
      List.of(
          "accessKey",
          "accountId",
          "caller",
          "cognitoAuthenticationProvider",
          "cognitoAuthenticationType",
          "cognitoIdentityId",
          "cognitoIdentityPoolId",
          "principalOrgId",
          "user",
          "userArn");

  private ProxyEventV1() {}

  /// @param resource the template of the path: `/orders/{id}`
  public static ObjectNode of(ProxyRequest request, ProxyContext context, String resource) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("version", "1.0");
    event.put("resource", resource);
    event.put("path", request.path());
    event.put("httpMethod", request.method());
    addBoth(event, "headers", "multiValueHeaders", request.headersByName());
    addBoth(
        event,
        "queryStringParameters",
        "multiValueQueryStringParameters",
        ProxyQuery.parameters(request.query()));
    event.set("requestContext", requestContext(request, context, resource));
    if (context.pathParameters().isEmpty()) {
      event.putNull("pathParameters");
    } else {
      ObjectNode path = event.putObject("pathParameters");
      context.pathParameters().forEach(path::put);
    }
    event.putNull("stageVariables");
    ProxyBody.add(event, request, true);
    return event;
  }

  /// The last value of each name, and all of them; null for both if there are none.
  private static void addBoth(
      ObjectNode event, String last, String all, Map<String, List<String>> values) {
    if (values.isEmpty()) {
      event.putNull(last);
      event.putNull(all);
      return;
    }
    ObjectNode single = event.putObject(last);
    ObjectNode multiple = event.putObject(all);
    values.forEach((name, list) -> {
      single.put(name, list.getLast());
      ArrayNode array = multiple.putArray(name);
      list.forEach(array::add);
    });
  }

  private static ObjectNode requestContext(
      ProxyRequest request, ProxyContext context, String resource) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("accountId", context.accountId());
    json.put("apiId", context.apiId());
    json.put("domainName", request.domain());
    json.put("domainPrefix", ProxyEventV2.domainPrefix(request.domain()));
    json.put("extendedRequestId", context.requestId());
    json.put("httpMethod", request.method());
    json.set("identity", identity(request));
    json.put("path", request.path());
    json.put("protocol", request.peer().protocol());
    json.put("requestId", context.requestId());
    json.put("requestTime", ProxyEventV2.time(context.at()));
    json.put("requestTimeEpoch", context.at().toEpochMilli());
    json.put("resourceId", context.routeKey());
    json.put("resourcePath", resource);
    json.put("stage", "$default");
    return json;
  }

  private static ObjectNode identity(ProxyRequest request) {
    ObjectNode identity = JsonNodeFactory.instance.objectNode();
    UNKNOWN_OF_CALLER.forEach(identity::putNull);
    identity.put("sourceIp", request.peer().sourceIp());
    @Nullable String agent = request.header("user-agent").orElse(null);
    identity.put("userAgent", agent);
    return identity;
  }
}
