package dev.tripline.dispatcher.functionurl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.dispatcher.access.GuardedDispatcher;
import dev.tripline.dispatcher.lambdaapi.Packages;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.model.FunctionUrlAuthType;
import software.amazon.awssdk.services.lambda.model.InvokeMode;
import software.amazon.awssdk.services.lambda.model.RecursiveLoop;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import tools.jackson.databind.JsonNode;

/// Function URLs as their callers see them.
class FunctionUrlTest {
  private static final String SAY = "def handler(event, context):\n    return %s\n";

  @TempDir static Path data;
  private static UrlWorld world;
  private static URI echo;

  @BeforeAll
  static void start() throws Exception {
    world = UrlWorld.start(data);
    echo = world.publicUrl("echo", Packages.ECHO);
  }

  @AfterAll
  static void stop() {
    if (world != null) {
      world.close();
    }
  }

  @Test
  void the_event_has_the_shape_of_payload_format_2() throws Exception {
    HttpResponse<String> answer =
        world.send(
            HttpRequest.newBuilder(echo.resolve("a%20path/here?x=1&x=2&y=a%26b&z"))
                .POST(BodyPublishers.ofString("{\"ü\":1}")),
            "Content-Type",
            "application/json; charset=utf-8",
            "Cookie",
            "a=1; tripline_session=secret; b=2",
            "X-Twice",
            "one",
            "X-Twice",
            "two",
            "Authorization",
            "Bearer of-the-function");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
    JsonNode event = UrlWorld.json(answer);
    assertThat(event.path("version").asString()).isEqualTo("2.0");
    assertThat(event.path("routeKey").asString()).isEqualTo("$default");
    assertThat(event.path("rawPath").asString()).isEqualTo("/a%20path/here");
    assertThat(event.path("rawQueryString").asString()).isEqualTo("x=1&x=2&y=a%26b&z");
    assertThat(event.path("queryStringParameters").toString())
        .isEqualTo("{\"x\":\"1,2\",\"y\":\"a&b\",\"z\":\"\"}");
    assertThat(event.path("cookies").toString()).isEqualTo("[\"a=1\",\"b=2\"]");
    assertThat(event.path("headers").path("x-twice").asString()).isEqualTo("one,two");
    assertThat(event.path("headers").path("authorization").asString())
        .isEqualTo("Bearer of-the-function");
    assertThat(event.path("headers").has("cookie")).isFalse();
    assertThat(event.path("headers").path("x-forwarded-for").asString()).isEqualTo("127.0.0.1");
    assertThat(event.path("body").asString()).isEqualTo("{\"ü\":1}");
    assertThat(event.path("isBase64Encoded").asBoolean()).isFalse();
    JsonNode context = event.path("requestContext");
    assertThat(context.path("accountId").asString()).isEqualTo("anonymous");
    assertThat(context.path("apiId").asString()).matches("[a-z0-9]{32}");
    assertThat(context.path("http").path("method").asString()).isEqualTo("POST");
    assertThat(context.path("http").path("path").asString()).isEqualTo("/a%20path/here");
    assertThat(context.path("http").path("protocol").asString()).isEqualTo("HTTP/1.1");
    assertThat(context.path("http").path("sourceIp").asString()).isEqualTo("127.0.0.1");
    assertThat(context.path("time").asString())
        .matches("\\d{2}/[A-Z][a-z]{2}/\\d{4}:\\d{2}:\\d{2}:\\d{2} \\+0000");
    assertThat(context.path("requestId").asString())
        .isEqualTo(answer.headers().firstValue("x-amzn-RequestId").orElse(""));
    assertThat(context.has("authorizer")).isFalse();
  }

  @Test
  void bytes_and_forms_come_in_base64() throws Exception {
    byte[] bytes = {0, 1, (byte) 0xff};
    JsonNode event =
        UrlWorld.json(
            world.send(
                HttpRequest.newBuilder(echo).POST(BodyPublishers.ofByteArray(bytes)),
                "Content-Type",
                "application/octet-stream"));
    assertThat(event.path("isBase64Encoded").asBoolean()).isTrue();
    assertThat(Base64.getDecoder().decode(event.path("body").asString())).isEqualTo(bytes);

    JsonNode form =
        UrlWorld.json(
            world.send(
                HttpRequest.newBuilder(echo).POST(BodyPublishers.ofString("a=1")),
                "Content-Type",
                "application/x-www-form-urlencoded"));
    assertThat(form.path("isBase64Encoded").asBoolean()).isTrue();
  }

  @Test
  void an_answer_has_the_status_headers_cookies_and_bytes_that_the_function_says()
      throws Exception {
    URI url =
        world.publicUrl(
            "explicit",
            SAY.formatted(
                "{'statusCode': '201', 'headers': {'X-Kind': 'mine', 'Connection': 'close',"
                    + " 'Content-Type': 'image/x'}, 'cookies': ['a=1; Path=/', 'b=2',"
                    + " 'tripline_session=stolen'], 'isBase64Encoded': True, 'body': 'AAH/'}"));

    HttpResponse<byte[]> answer =
        world.http.send(
            HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofByteArray());

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.body()).containsExactly(0, 1, 0xff);
    assertThat(answer.headers().firstValue("x-kind")).hasValue("mine");
    assertThat(answer.headers().firstValue("content-type")).hasValue("image/x");
    assertThat(answer.headers().allValues("set-cookie")).containsExactly("a=1; Path=/", "b=2");
    assertThat(answer.headers().firstValue("content-security-policy").orElse(""))
        .startsWith("sandbox");
  }

  @Test
  void any_other_value_is_the_body_itself() throws Exception {
    String body = "[[1, 2], 'text', {'a': 'ü'}][int(event['rawPath'][1:])]";
    URI url = world.publicUrl("inferred", SAY.formatted(body));
    assertThat(world.get(url.resolve("0")).body()).isEqualTo("[1,2]");
    assertThat(world.get(url.resolve("1")).body()).isEqualTo("text");
    HttpResponse<String> object = world.get(url.resolve("2"));
    assertThat(object.body()).isEqualTo("{\"a\":\"ü\"}");
    assertThat(object.headers().firstValue("content-type")).hasValue("application/json");
  }

  @Test
  void errors_and_impossible_answers_are_a_bad_gateway_without_details() throws Exception {
    URI failing = world.publicUrl("failing", SAY.formatted("1 / 0"));
    HttpResponse<String> failed = world.get(failing);
    assertThat(failed.statusCode()).isEqualTo(502);
    assertThat(failed.body()).isEqualTo("Internal Server Error");
    URI nonsense =
        world.publicUrl("nonsense", SAY.formatted("{'statusCode': 200, 'headers': {'a b': 'c'}}"));
    assertThat(world.get(nonsense).statusCode()).isEqualTo(502);
  }

  @Test
  void a_url_without_proof_is_public_only_once_a_policy_says_so_too() throws Exception {
    Packages.create(world.lambda, "closed", Packages.ECHO);
    URI url =
        URI.create(
            world
                .lambda
                .createFunctionUrlConfig(
                    b -> b.functionName("closed").authType(FunctionUrlAuthType.NONE))
                .functionUrl());

    HttpResponse<String> refused = world.get(url);
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.headers().firstValue("x-amzn-ErrorType")).hasValue("AccessDeniedException");
    assertThat(refused.body()).contains("Forbidden. For troubleshooting Function URL");

    world.allowEverybody("closed");
    assertThat(world.get(url).statusCode()).isEqualTo(200);
    world.lambda.removePermission(
        b -> b.functionName("closed").statementId("FunctionURLAllowPublicAccess"));
    assertThat(world.get(url).statusCode()).isEqualTo(403);
    HttpResponse<String> nowhere = world.get(url.resolve("/function-url/" + "a".repeat(32) + "/"));
    assertThat(nowhere.statusCode()).isEqualTo(403);
    assertThat(nowhere.body()).isEqualTo("{\"Message\":null}");
  }

  @Test
  void a_url_of_iam_wants_a_signature_of_one_who_may_invoke() throws Exception {
    Packages.create(world.lambda, "signed", Packages.ECHO);
    URI url =
        URI.create(
            world
                .lambda
                .createFunctionUrlConfig(
                    b -> b.functionName("signed").authType(FunctionUrlAuthType.AWS_IAM))
                .functionUrl());
    String path = url.getRawPath() + "orders/1?b=2&a=1";
    GuardedDispatcher.Key viewer = world.dispatcher.key("url-viewer", "viewer");
    GuardedDispatcher.Key other =
        world.dispatcher.key("url-other", "publisher", "function:another");

    HttpResponse<String> answer = world.dispatcher.signed(world.operator, "POST", path, "{}");
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode event = UrlWorld.json(answer);
    assertThat(event.path("rawPath").asString()).isEqualTo("/orders/1");
    JsonNode iam = event.path("requestContext").path("authorizer").path("iam");
    assertThat(iam.path("userArn").asString()).endsWith(":user/operator");
    assertThat(iam.path("accessKey").asString()).isEqualTo(world.operator.id());
    assertThat(event.path("headers").has("authorization")).isFalse();

    assertThat(world.get(url).statusCode()).isEqualTo(403);
    assertThat(world.get(url).headers().firstValue("x-amzn-ErrorType"))
        .hasValue("MissingAuthenticationTokenException");
    assertThat(world.dispatcher.signed(viewer, "POST", path, "{}").statusCode()).isEqualTo(403);
    assertThat(world.dispatcher.signed(other, "POST", path, "{}").statusCode()).isEqualTo(403);
    world.lambda.addPermission(b ->
        b.functionName("signed")
            .statementId("other")
            .action("lambda:InvokeFunctionUrl")
            .principal("arn:aws:iam::000000000000:user/url-other")
            .functionUrlAuthType(FunctionUrlAuthType.AWS_IAM));
    assertThat(world.dispatcher.signed(other, "POST", path, "{}").statusCode()).isEqualTo(200);
  }

  @Test
  void the_dispatchers_own_credentials_are_not_handed_on() throws Exception {
    String token = world.dispatcher.adminToken();
    for (String own :
        List.of(
            "Bearer " + token,
            "Basic "
                + Base64.getEncoder()
                    .encodeToString(("any:" + token).getBytes(StandardCharsets.UTF_8)))) {
      assertThat(world.get(echo, "Authorization", own).body()).doesNotContain("authorization");
    }
    HttpResponse<String> signed =
        world.dispatcher.signed(world.operator, "POST", echo.getRawPath(), "{}");
    assertThat(signed.statusCode()).isEqualTo(200);
    assertThat(signed.body()).doesNotContain("authorization", "Signature");
  }

  @Test
  void a_chain_that_goes_through_a_url_ends() throws Exception {
    URI url = world.publicUrl("chained", Packages.ECHO);
    assertThat(world.get(url, "X-Amzn-Trace-Id", "Root=1-a-b;Lineage=1:0a:14").statusCode())
        .isEqualTo(200);
    HttpResponse<String> end = world.get(url, "X-Amzn-Trace-Id", "Root=1-a-b;Lineage=1:0a:15");
    assertThat(end.statusCode()).isEqualTo(400);
    assertThat(end.headers().firstValue("x-amzn-ErrorType"))
        .hasValue("RecursiveInvocationException");
    world.lambda.putFunctionRecursionConfig(
        b -> b.functionName("chained").recursiveLoop(RecursiveLoop.ALLOW));
    assertThat(world.get(url, "X-Amzn-Trace-Id", "Root=1-a-b;Lineage=1:0a:15").statusCode())
        .isEqualTo(200);
  }

  @Test
  void rules_for_other_origins_are_kept_without_the_function() throws Exception {
    URI url =
        world.publicUrl(
            "cors",
            SAY.formatted("{'statusCode': 200, 'headers': {'Access-Control-Allow-Origin': 'x'}}"),
            b ->
                b.cors(c ->
                    c.allowOrigins("https://shop.example")
                        .allowMethods("PUT")
                        .allowHeaders("x-a")
                        .exposeHeaders("x-b")
                        .allowCredentials(true)
                        .maxAge(60)));

    HttpResponse<String> asked =
        world.send(
            HttpRequest.newBuilder(url).method("OPTIONS", BodyPublishers.noBody()),
            "Origin",
            "https://shop.example",
            "Access-Control-Request-Method",
            "PUT");
    assertThat(asked.statusCode()).isEqualTo(200);
    assertThat(asked.headers().firstValue("access-control-allow-origin"))
        .hasValue("https://shop.example");
    assertThat(asked.headers().firstValue("access-control-allow-methods")).hasValue("PUT");
    assertThat(asked.headers().firstValue("access-control-allow-headers")).hasValue("x-a");
    assertThat(asked.headers().firstValue("access-control-max-age")).hasValue("60");

    HttpResponse<String> answer =
        world.get(url, "Origin", "https://shop.example", "Sec-Fetch-Site", "cross-site");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().allValues("access-control-allow-origin"))
        .containsExactly("https://shop.example");
    assertThat(answer.headers().firstValue("access-control-expose-headers")).hasValue("x-b");
    assertThat(answer.headers().firstValue("access-control-allow-credentials")).hasValue("true");

    HttpResponse<String> foreign =
        world.send(
            HttpRequest.newBuilder(url).method("OPTIONS", BodyPublishers.noBody()),
            "Origin",
            "https://evil.example",
            "Access-Control-Request-Method",
            "PUT");
    assertThat(foreign.headers().firstValue("access-control-allow-origin")).isEmpty();
  }

  @Test
  void a_page_of_another_origin_reaches_nothing_else_here() throws Exception {
    URI health = world.dispatcher.endpoint().resolve("/v1/functions");
    assertThat(world.get(health, "Origin", "https://shop.example").statusCode()).isEqualTo(403);
    String id = echo.getPath().split("/", -1)[2];
    String host = id + ".lambda-url.us-east-1.localhost";
    assertThat(raw(host, "/v1/functions")).startsWith("HTTP/1.1 200").contains("\"/v1/functions\"");
    assertThat(raw(host + ":9000", "/a/b?c=d"))
        .startsWith("HTTP/1.1 200")
        .contains("\"rawPath\":\"/a/b\"")
        .contains("\"domainPrefix\":\"" + id + "\"")
        .doesNotContain("Content-Security-Policy");
    assertThat(raw("x." + host, "/")).startsWith("HTTP/1.1 403");
    assertThat(raw("lambda-url.us-east-1.localhost", "/")).startsWith("HTTP/1.1 403");
  }

  private static String raw(String host, String path) throws IOException {
    URI endpoint = world.dispatcher.endpoint();
    try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          ("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
          .lines()
          .collect(Collectors.joining("\n"));
    }
  }

  @Test
  void an_alias_has_a_url_of_its_own_which_ends_with_it() throws Exception {
    Packages.create(world.lambda, "aliased", SAY.formatted("context.invoked_function_arn"));
    world.lambda.publishVersion(b -> b.functionName("aliased"));
    world.lambda.createAlias(b -> b.functionName("aliased").name("live").functionVersion("1"));
    URI url =
        URI.create(
            world
                .lambda
                .createFunctionUrlConfig(b ->
                    b.functionName("aliased").qualifier("live").authType(FunctionUrlAuthType.NONE))
                .functionUrl());
    world.lambda.addPermission(b ->
        b.functionName("aliased")
            .qualifier("live")
            .statementId("all")
            .action("lambda:InvokeFunctionUrl")
            .principal("*")
            .functionUrlAuthType(FunctionUrlAuthType.NONE));

    assertThat(world.get(url).body()).endsWith(":function:aliased:live");
    world.lambda.deleteAlias(b -> b.functionName("aliased").name("live"));
    assertThat(world.get(url).statusCode()).isEqualTo(403);
  }

  @Test
  void urls_are_made_read_changed_listed_and_deleted() throws Exception {
    URI url = world.publicUrl("managed", Packages.ECHO);
    var lambda = world.lambda;
    assertThatThrownBy(() ->
            lambda.createFunctionUrlConfig(
                b -> b.functionName("managed").authType(FunctionUrlAuthType.NONE)))
        .isInstanceOf(ResourceConflictException.class)
        .hasMessageContaining("FunctionUrlConfig exists for this Lambda function");
    var read = lambda.getFunctionUrlConfig(b -> b.functionName("managed"));
    assertThat(read.functionUrl()).isEqualTo(url.toString());
    assertThat(read.invokeMode()).isEqualTo(InvokeMode.BUFFERED);
    assertThat(read.functionArn()).endsWith(":function:managed");

    var updated =
        lambda.updateFunctionUrlConfig(b ->
            b.functionName("managed")
                .authType(FunctionUrlAuthType.AWS_IAM)
                .cors(c -> c.allowOrigins("*")));
    assertThat(updated.invokeMode()).as("a mode that nobody asked for").isNull();
    assertThat(world.get(url).statusCode()).isEqualTo(403);
    assertThat(lambda.listFunctionUrlConfigs(b -> b.functionName("managed")).functionUrlConfigs())
        .singleElement()
        .satisfies(one -> assertThat(one.cors().allowOrigins()).containsExactly("*"))
        .satisfies(one -> assertThat(one.authType()).isEqualTo(FunctionUrlAuthType.AWS_IAM));

    lambda.deleteFunctionUrlConfig(b -> b.functionName("managed"));
    assertThat(world.get(url).body()).isEqualTo("{\"Message\":null}");
    assertThatThrownBy(() -> lambda.getFunctionUrlConfig(b -> b.functionName("managed")))
        .isInstanceOf(ResourceNotFoundException.class);
    var made =
        lambda.createFunctionUrlConfig(
            b -> b.functionName("managed").authType(FunctionUrlAuthType.NONE));
    assertThat(made.invokeMode()).as("a mode that nobody asked for").isNull();
    URI again = URI.create(made.functionUrl());
    assertThat(world.get(again).statusCode()).isEqualTo(200);
    lambda.deleteFunction(b -> b.functionName("managed"));
    assertThat(world.get(again).body()).isEqualTo("{\"Message\":null}");
  }
}
