package dev.tripline.adapter.rabbitmq;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import dev.tripline.adapter.rabbitmq.network.ManagementCall;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Whether a queue can feed a function, and settings by which it ends messages before their attempts are
/// used up here, as far as its broker's management API tells: AMQP tells nothing of those. Blocking, for
/// some seconds at most.
public final class RabbitQueueCheck {
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final Logger log = LoggerFactory.getLogger(RabbitQueueCheck.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final int MOST_TRIES = 5;

  private RabbitQueueCheck() {}

  /// A broker may break a connection off over a stream whose replicas are only starting, so it is asked
  /// more than once.
  ///
  /// @return why it cannot; empty if it can, or if the broker cannot be asked now
  public static Optional<String> refusal(RabbitEndpoint endpoint, String queue) {
    for (int tries = 1; ; tries++) {
      try {
        return stream(endpoint, queue)
            ? Optional.of("queue " + queue + " cannot be read: " + StreamProbe.REFUSAL)
            : Optional.empty();
      } catch (IOException | TimeoutException | ShutdownSignalException e) {
        if (tries == MOST_TRIES || e instanceof ConnectException || e instanceof TimeoutException) {
          log.warn(
              "Queue {} at {} cannot be checked now; the trigger is made all the same: {}",
              queue,
              endpoint,
              e.toString());
          return Optional.empty();
        }
      }
    }
  }

  /// Why the queue cannot be read now; empty if it is there and the login may read it. Nothing is read.
  public static Optional<String> unreachable(RabbitEndpoint endpoint, String queue) {
    try (Connection connection = RabbitClient.factory(endpoint).newConnection("tripline check");
        Channel channel = connection.createChannel()) {
      channel.queueDeclarePassive(queue);
      return Optional.empty();
    } catch (IOException | TimeoutException | ShutdownSignalException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return Optional.of(
          "queue %s cannot be read at %s now: %s".formatted(queue, endpoint, cause.getMessage()));
    }
  }

  private static boolean stream(RabbitEndpoint endpoint, String queue)
      throws IOException, TimeoutException {
    try (Connection connection = RabbitClient.factory(endpoint).newConnection("tripline check")) {
      return StreamProbe.isStream(connection, queue);
    }
  }

  /// @param port of the management API, on the broker's host
  /// @return warnings; one of them if the API does not answer
  public static List<String> warnings(RabbitEndpoint endpoint, int port, String queue) {
    String path = "/api/queues/%s/%s".formatted(encoded(endpoint.virtualHost()), encoded(queue));
    try {
      ManagementCall.Answer answer =
          ManagementCall.get(
              RabbitClient.sockets(endpoint),
              InetSocketAddress.createUnresolved(endpoint.host(), port),
              endpoint.username() + ":" + endpoint.password(),
              path,
              PATIENCE);
      return answer.status() == 200
          ? warnings(queue, JSON.readTree(answer.body()))
          : List.of(unknown(queue, "the management API answers " + answer.status()));
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
      warnings.add(
          overflow == null || overflow.asString().equals("drop-head")
              ? "queue %s %s its oldest messages when it is full (max-length)"
                  .formatted(queue, fate)
              : ("queue %s refuses messages that are given back while it is full (overflow %s):"
                      + " they are tried without being counted until there is room")
                  .formatted(queue, overflow.asString()));
    }
    ends(queue, told, warnings);
    JsonNode single = setting(told, "single-active-consumer");
    if (single != null && single.asBoolean(false)) {
      warnings.add(
          ("queue %s is made for order (single-active-consumer), but a message that is tried again"
                  + " goes to its end")
              .formatted(queue));
    }
    return warnings;
  }

  private static void ends(String queue, JsonNode told, List<String> warnings) {
    if (told.path("auto_delete").asBoolean(false)) {
      warnings.add(
          "queue %s is deleted with its messages when the trigger is paused or changed (auto-delete)"
              .formatted(queue));
    }
    JsonNode unused = setting(told, "expires");
    if (unused != null) {
      warnings.add(
          "queue %s is deleted with its messages when nobody reads it for %d ms (expires)"
              .formatted(queue, unused.asLong()));
    }
    if (!told.path("durable").asBoolean(true)) {
      warnings.add(
          "queue %s and its messages end with a restart of the broker (not durable)"
              .formatted(queue));
    }
  }

  /// A queue's own argument counts before a policy; null if there is neither.
  private static @Nullable JsonNode setting(JsonNode told, String name) {
    JsonNode own = told.path("arguments").path("x-" + name);
    JsonNode policy = told.path("effective_policy_definition").path(name);
    return own.isMissingNode() ? (policy.isMissingNode() ? null : policy) : own;
  }
}
