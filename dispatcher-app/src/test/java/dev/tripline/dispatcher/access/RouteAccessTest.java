package dev.tripline.dispatcher.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.access.rule.AccessRules;
import dev.tripline.dispatcher.access.rule.Permission;
import dev.tripline.dispatcher.access.rule.Role;
import dev.tripline.dispatcher.rest.Operation;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/// Every route with every role. The table is made of the routes that the server itself knows, so that one
/// without a rule fails here.
class RouteAccessTest {
  @TempDir static Path data;

  private static GuardedDispatcher dispatcher;
  private static final Map<Role, String> TOKENS = new EnumMap<>(Role.class);
  private static final Map<Role, GuardedDispatcher.Key> KEYS = new EnumMap<>(Role.class);

  /// The roles of each sort of operation, written down a second time.
  private static final Map<Permission, Set<Role>> ALLOWED =
      Map.of(
          Permission.READ, EnumSet.of(Role.VIEWER, Role.OPERATOR, Role.ADMIN),
          Permission.FOLLOW, EnumSet.of(Role.VIEWER, Role.PUBLISHER, Role.OPERATOR, Role.ADMIN),
          Permission.PUBLISH, EnumSet.of(Role.PUBLISHER, Role.OPERATOR, Role.ADMIN),
          Permission.OPERATE, EnumSet.of(Role.OPERATOR, Role.ADMIN),
          Permission.ADMINISTER, EnumSet.of(Role.ADMIN),
          Permission.SELF, EnumSet.allOf(Role.class));

  @BeforeAll
  static void start() throws Exception {
    dispatcher = GuardedDispatcher.start(data);
    for (Role role : Role.values()) {
      TOKENS.put(role, dispatcher.token("token-" + role.word(), role.word()));
      KEYS.put(role, dispatcher.key("key-" + role.word(), role.word()));
    }
  }

  @AfterAll
  static void stop() {
    dispatcher.close();
  }

  private static boolean allowed(@Nullable Permission rule, Role role) {
    return Objects.requireNonNull(ALLOWED.get(Objects.requireNonNull(rule))).contains(role);
  }

  private static String token(Role role) {
    return Objects.requireNonNull(TOKENS.get(role));
  }

  private static GuardedDispatcher.Key key(Role role) {
    return Objects.requireNonNull(KEYS.get(role));
  }

  private record OwnRoute(String method, String path, String operation) {}

  private static List<OwnRoute> ownRoutes() {
    List<OwnRoute> routes = new ArrayList<>();
    Map<RequestMappingInfo, HandlerMethod> handlers =
        dispatcher
            .running()
            .bean(RequestMappingHandlerMapping.class, "requestMappingHandlerMapping")
            .getHandlerMethods();
    handlers.forEach((info, handler) -> {
      Operation operation = handler.getMethodAnnotation(Operation.class);
      for (String pattern : info.getPatternValues()) {
        if (pattern.equals("/error")) {
          continue;
        }
        assertThat(operation).as(pattern + " names its operation").isNotNull();
        Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
        for (RequestMethod method : methods.isEmpty() ? Set.of(RequestMethod.POST) : methods) {
          routes.add(
              new OwnRoute(
                  method.name(),
                  pattern.replaceAll("\\{[^}]*}", "nothing").replace("**", "more"),
                  Objects.requireNonNull(operation).value()));
        }
      }
    });
    return routes;
  }

  @Test
  void each_route_of_v1_has_a_rule_and_keeps_it_for_each_role() throws Exception {
    List<OwnRoute> routes = ownRoutes();
    assertThat(routes).hasSizeGreaterThan(35);
    for (OwnRoute route : routes) {
      Permission rule = AccessRules.rule(route.operation);
      assertThat(rule).as("the rule of " + route).isNotNull();
      if (rule == Permission.LOGIN) {
        assertThat(route.path).startsWith("/login");
        assertThat(dispatcher.status("", route.method, route.path))
            .as(route + " for everybody")
            .isNotIn(401, 403, 500);
        continue;
      }
      assertThat(dispatcher.status("", route.method, route.path))
          .as(route + " without a token")
          .isEqualTo(401);
      assertThat(dispatcher.status("tripline_nonsense", route.method, route.path))
          .as(route + " with a token that is none")
          .isEqualTo(401);
      for (Role role : Role.values()) {
        int status = dispatcher.status(token(role), route.method, route.path);
        if (allowed(rule, role)) {
          assertThat(status).as(route + " by " + role).isNotIn(401, 403, 500);
        } else {
          assertThat(status).as(route + " by " + role).isEqualTo(403);
        }
      }
    }
  }

  @Test
  void each_operation_of_lambda_has_a_rule_and_keeps_it_for_each_role() throws Exception {
    JsonNode operations;
    try (var model =
        Objects.requireNonNull(
            getClass().getResourceAsStream("/dev/tripline/dispatcher/lambdaapi/wire/model.json"))) {
      operations =
          GuardedDispatcher.JSON
              .readTree(new String(model.readAllBytes(), StandardCharsets.UTF_8))
              .path("operations");
    }
    assertThat(operations.size()).isGreaterThan(80);
    for (Map.Entry<String, JsonNode> entry : operations.properties()) {
      Permission rule = AccessRules.rule(entry.getKey());
      assertThat(rule).as("the rule of " + entry.getKey()).isNotNull();
      String method = entry.getValue().path("method").asString();
      String path =
          entry.getValue().path("path").asString().replaceAll("\\{[^}]*}", "nothing-there");
      for (Role role : Role.values()) {
        HttpResponse<String> answer = dispatcher.signed(key(role), method, path, "");
        boolean denied =
            answer.statusCode() == 403
                && answer.body().contains("is not authorized to perform: lambda:");
        assertThat(denied)
            .as(entry.getKey() + " by " + role + ": " + answer.statusCode() + answer.body())
            .isNotEqualTo(allowed(rule, role));
      }
    }
  }

  @Test
  void nothing_but_health_answers_to_nobody() throws Exception {
    Set<String> open = new TreeSet<>();
    for (String path :
        List.of(
            "/",
            "/error",
            "/openapi.yaml",
            "/openapi.json",
            "/asyncapi.yaml",
            "/asyncapi.json",
            "/v1",
            "/v1/nothing",
            "/nothing",
            "/actuator",
            "/actuator/",
            "/actuator/info",
            "/actuator/metrics",
            "/actuator/prometheus",
            "/actuator/health/store",
            "/actuator/health",
            "/actuator/health/liveness",
            "/actuator/health/readiness",
            "/v1/../actuator/health/store",
            "/packages/../actuator/prometheus",
            "/packages/..;x/actuator/prometheus",
            "/packages/%2e%2e/v1/triggers",
            "/objects",
            "/objects/",
            "/objects/nothing",
            "/objects/../actuator/prometheus",
            "/objects/..;x/actuator/prometheus",
            "/objects/%2e%2e/v1/triggers",
            "/%61ctuator/prometheus",
            "//actuator/prometheus",
            "/2015-03-31/functions",
            "/2015-03-31/functions;x/",
            "/2015-03-31/../v1/triggers")) {
      int status = dispatcher.status("", "GET", path);
      if (status != 401 && status != 403 && status != 400) {
        open.add(path);
      }
    }
    assertThat(open)
        .containsExactly(
            "/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness");
    assertThat(dispatcher.send("", "GET", "/actuator/health", "").body())
        .doesNotContain("details", "components");
  }

  @Test
  void metrics_and_descriptions_are_for_those_who_may_read() throws Exception {
    for (String path : List.of("/actuator/metrics", "/openapi.yaml", "/asyncapi.yaml")) {
      for (Role role : Role.values()) {
        assertThat(dispatcher.status(token(role), "GET", path))
            .as(path + " by " + role)
            .isEqualTo(allowed(Permission.READ, role) ? 200 : 403);
      }
    }
  }

  /// Whatever `/api` leads to.
  @Test
  void a_viewer_reads_the_page_of_every_operation_and_of_all_that_is_sent() throws Exception {
    Deque<String> waiting = new ArrayDeque<>(List.of("/api"));
    Set<String> seen = new TreeSet<>(waiting);
    while (!waiting.isEmpty()) {
      String path = waiting.remove();
      HttpResponse<String> page = dispatcher.send(token(Role.VIEWER), "GET", path, "");
      assertThat(page.statusCode()).as(path).isEqualTo(200);
      assertThat(page.body()).as(path).contains("<h1>", "</html>");
      Matcher links = Pattern.compile("href=\"(/api/[^\"#]+)\"").matcher(page.body());
      while (links.find()) {
        if (seen.add(links.group(1))) {
          waiting.add(links.group(1));
        }
      }
    }
    Map<String, String> described = Map.of("/openapi.json", "paths", "/asyncapi.json", "channels");
    for (Map.Entry<String, String> file : described.entrySet()) {
      String text = dispatcher.send(token(Role.VIEWER), "GET", file.getKey(), "").body();
      JsonNode things = GuardedDispatcher.JSON.readTree(text).path(file.getValue());
      assertThat(things.isEmpty()).isFalse();
      for (JsonNode id : things.findValues("operationId")) {
        assertThat(seen).contains("/api/operations/" + id.asString());
      }
      for (String channel :
          file.getValue().equals("channels") ? things.propertyNames() : List.<String>of()) {
        assertThat(seen).contains("/api/channels/" + channel);
      }
    }
    assertThat(seen).contains("/api/schemas/TriggerRequest", "/api/message-schemas/ShardBatchInfo");
    assertThat(dispatcher.status(token(Role.VIEWER), "GET", "/api/schemas/Nothing")).isEqualTo(404);
  }

  @Test
  void a_key_that_is_limited_to_resources_touches_no_other() throws Exception {
    var key = dispatcher.key("orders-only", "publisher", "function:orders-*");
    assertThat(invoke(key, "orders-eu").statusCode()).isEqualTo(404);
    assertThat(
            invoke(key, "arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Aorders-eu")
                .statusCode())
        .isEqualTo(404);
    HttpResponse<String> other = invoke(key, "payments");
    assertThat(other.statusCode()).isEqualTo(403);
    assertThat(other.headers().firstValue("x-amzn-ErrorType")).hasValue("AccessDeniedException");
    assertThat(other.body())
        .contains(
            "User: arn:aws:iam::000000000000:user/orders-only is not authorized to perform:"
                + " lambda:InvokeFunction on resource:"
                + " arn:aws:lambda:us-east-1:000000000000:function:payments");
    assertThat(
            invoke(key, "arn%3Aaws%3Alambda%3Aus-east-1%3A000000000000%3Afunction%3Apayments")
                .statusCode())
        .isEqualTo(403);
  }

  private static HttpResponse<String> invoke(GuardedDispatcher.Key key, String function)
      throws Exception {
    return dispatcher.signed(
        key, "POST", "/2015-03-31/functions/" + function + "/invocations", "{}");
  }
}
