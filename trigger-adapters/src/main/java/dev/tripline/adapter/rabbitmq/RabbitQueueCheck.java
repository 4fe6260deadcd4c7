package dev.tripline.adapter.rabbitmq;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Settings by which a queue ends messages before their attempts are used up here, as far as its broker's
/// management API tells: AMQP tells nothing of it. Blocking, for some seconds at most.
public final class RabbitQueueCheck {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private RabbitQueueCheck() {}

  /// @param port of the management API, on the broker's host
  /// @return warnings; one of them if the API does not answer
  public static List<String> warnings(RabbitEndpoint endpoint, int port, String queue)
      throws InterruptedException {
    URI uri =
        URI.create(
            "%s://%s:%d/api/queues/%s/%s"
                .formatted(
                    endpoint.tls() ? "https" : "http",
                    endpoint.host(),
                    port,
                    encoded(endpoint.virtualHost()),
                    encoded(queue)));
    String login = endpoint.username() + ":" + endpoint.password();
    HttpRequest request =
        HttpRequest.newBuilder(uri)
            .timeout(PATIENCE)
            .header(
                "Authorization",
                "Basic "
                    + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)))
            .build();
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200
          ? warnings(queue, JSON.readTree(answer.body()))
          : List.of(unknown(queue, "the management API answers " + answer.statusCode()));
    } catch (IOException | JacksonException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      return List.of(unknown(queue, "the management API cannot be asked: " + why));
    }
  }

  private static String encoded(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String unknown(String queue, String why) {
    return "what queue " + queue + " does to its messages is not known: " + why;
  }

  /// Pure.
  static List<String> warnings(String queue, JsonNode told) {
    List<String> warnings = new ArrayList<>();
    JsonNode exchange = setting(told, "dead-letter-exchange");
    String fate =
        exchange == null
            ? "drops, because it has no dead-letter exchange,"
            : "hands over to exchange '%s'".formatted(exchange.asString());
    JsonNode limit = setting(told, "delivery-limit");
    if (limit == null && told.path("delivery_limit").isNumber()) {
      limit = told.path("delivery_limit");
    }
    if (limit != null && limit.asLong() >= 0) {
      warnings.add(
          ("queue %s %s messages that lost connections and restarts brought back more than %d times"
                  + " (delivery-limit), whatever attempts they have left here")
              .formatted(queue, fate, limit.asLong()));
    }
    JsonNode life = setting(told, "message-ttl");
    if (life != null) {
      warnings.add(
          "queue %s %s messages that wait longer than %d ms (message-ttl)"
              .formatted(queue, fate, life.asLong()));
    }
    if (setting(told, "max-length") != null || setting(told, "max-length-bytes") != null) {
      JsonNode overflow = setting(told, "overflow");
      if (overflow == null || overflow.asString().equals("drop-head")) {
        warnings.add(
            "queue %s %s its oldest messages when it is full (max-length)".formatted(queue, fate));
      }
    }
    return warnings;
  }

  /// A queue's own argument counts before a policy; null if there is neither.
  private static @Nullable JsonNode setting(JsonNode told, String name) {
    JsonNode own = told.path("arguments").path("x-" + name);
    JsonNode policy = told.path("effective_policy_definition").path(name);
    return own.isMissingNode() ? (policy.isMissingNode() ? null : policy) : own;
  }
}
