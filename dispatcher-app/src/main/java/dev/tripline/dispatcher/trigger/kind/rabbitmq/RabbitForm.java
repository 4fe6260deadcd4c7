package dev.tripline.dispatcher.trigger.kind.rabbitmq;

import dev.tripline.delivery.queue.BatchWindow;
import dev.tripline.delivery.queue.QueueSettings;
import dev.tripline.dispatcher.connection.BrokerAddress;
import dev.tripline.dispatcher.connection.ConnectionSettings;
import dev.tripline.dispatcher.network.AddressGuard;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.dispatcher.trigger.form.FilterForm;
import dev.tripline.dispatcher.trigger.form.SecretForm;
import dev.tripline.dispatcher.trigger.object.ObjectForm;
import dev.tripline.dispatcher.trigger.object.ObjectTraffic;
import dev.tripline.dispatcher.trigger.object.QueueIntakes;
import dev.tripline.retry.Backoff;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Reads a queue of RabbitMQ.
public final class RabbitForm {
  private final ConnectionSettings connections;
  private final SecretForm secrets;
  private final FilterForm filters;
  private final AddressGuard addresses;
  private final ObjectForm objects;

  /// @param addresses judges brokers that come with a trigger
  public RabbitForm(
      ConnectionSettings connections,
      SecretForm secrets,
      FilterForm filters,
      AddressGuard addresses,
      ObjectForm objects) {
    this.connections = connections;
    this.secrets = secrets;
    this.filters = filters;
    this.addresses = addresses;
    this.objects = objects;
  }

  public RabbitSource read(FormReader form, boolean fresh) {
    RabbitSource.Broker broker = broker(form, fresh);
    if (fresh && broker.connection() == null && !broker.host().isEmpty()) {
      addresses
          .objection(broker.host())
          .ifPresent(why -> form.invalid(form.has("uri") ? "uri" : "host", why));
    }
    String queue = form.required("queue");
    if (queue.getBytes(StandardCharsets.UTF_8).length > 255) {
      form.invalid("queue", "must not be longer than 255 bytes");
    }
    ObjectTraffic traffic = QueueIntakes.read(objects, form, fresh);
    var batching =
        new QueueSettings(
            form.integer("batchSize", 1, 10_000, 100),
            new BatchWindow(form.seconds("batchWindowSeconds", 0, 300, 0.5), true),
            form.integer("maxAttempts", 1, 1_000, 3),
            backoff(form.object("backoff")),
            form.flag("reportBatchItemFailures", false),
            filters.read(form, RabbitSource.FILTERED, fresh));
    return new RabbitSource(
        broker,
        form.text("brokerArn"),
        queue,
        form.optionalInteger("managementPort", 1, 65_535),
        traffic == null ? batching : QueueIntakes.reporting(batching),
        form.integer("concurrency", 1, 100, 1),
        traffic);
  }

  private static Backoff backoff(FormReader form) {
    Duration first = form.seconds("initialSeconds", 0, 300, 1);
    Duration cap = form.seconds("maxSeconds", 0, 300, 60);
    int multiplier = form.integer("multiplier", 1, 10, 2);
    form.refuseUnknown();
    if (cap.compareTo(first) < 0) {
      form.invalid("maxSeconds", "must not be less than initialSeconds");
      cap = first;
    }
    return new Backoff(first, multiplier, cap, 0.2);
  }

  private RabbitSource.Broker broker(FormReader form, boolean fresh) {
    String connection = form.text("connection");
    String uri = form.text("uri");
    String host = form.text("host");
    String username = form.text("username");
    SecretReference password = secrets.read(form, "password", fresh);
    String virtualHost = form.text("virtualHost");
    int given = (connection == null ? 0 : 1) + (uri == null ? 0 : 1) + (host == null ? 0 : 1);
    if (given != 1) {
      form.invalid("uri", "exactly one of uri, host and connection must be given");
    }
    if (connection != null) {
      if (username != null && password == null) {
        form.invalid("username", "comes from the connection unless a password is given as well");
      }
      if (fresh && connections.find(connection).isEmpty()) {
        form.invalid("connection", "is not configured as tripline.connections." + connection);
      }
      return new RabbitSource.Broker(
          connection,
          "",
          0,
          false,
          orRoot(virtualHost),
          username == null ? "" : username,
          password);
    }
    // A secret without a username beside it has both.
    boolean inSecret = username == null && password != null && password.stored();
    String user = inSecret ? "" : username == null ? "guest" : username;
    if (uri == null) {
      boolean tls = form.flag("tls", false);
      int port = form.integer("port", 1, 65_535, tls ? 5671 : 5672);
      return new RabbitSource.Broker(
          null, host == null ? "" : host, port, tls, orRoot(virtualHost), user, password);
    }
    BrokerAddress address = address(form, uri);
    return new RabbitSource.Broker(
        null,
        address.host(),
        address.port(),
        address.tls(),
        virtualHost == null ? address.virtualHost() : virtualHost,
        user,
        password);
  }

  private static String orRoot(@Nullable String virtualHost) {
    return virtualHost == null ? "/" : virtualHost;
  }

  private static BrokerAddress address(FormReader form, String text) {
    try {
      return BrokerAddress.of(new URI(text));
    } catch (URISyntaxException e) {
      form.invalid("uri", "is no URI: " + e.getReason());
    } catch (IllegalArgumentException e) {
      form.invalid("uri", String.valueOf(e.getMessage()));
    }
    return new BrokerAddress("", 1, false, "/");
  }
}
