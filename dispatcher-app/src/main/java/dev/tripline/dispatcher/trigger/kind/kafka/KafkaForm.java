package dev.tripline.dispatcher.trigger.kind.kafka;

import dev.tripline.delivery.stream.StreamSettings;
import dev.tripline.dispatcher.connection.ConnectionSettings;
import dev.tripline.dispatcher.network.AddressGuard;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.dispatcher.trigger.form.SecretForm;
import dev.tripline.dispatcher.trigger.form.StreamReadingForm;
import dev.tripline.dispatcher.trigger.object.ObjectForm;
import dev.tripline.dispatcher.trigger.object.ObjectTraffic;
import dev.tripline.dispatcher.trigger.object.QueueIntakes;
import dev.tripline.dispatcher.trigger.object.StreamIntakes;
import dev.tripline.retry.batch.BatchRules;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads a topic of Kafka.
public final class KafkaForm {
  private static final List<String> MECHANISMS = List.of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512");
  private static final String SERVER = "\\[?[A-Za-z0-9._:-]+]?:\\d{1,5}";

  /// With a destination for what is given up, records are not retried for ever.
  private static final int RETRIES_WITH_DESTINATION = 10;

  private static final StreamReadingForm.Offer OFFER =
      new StreamReadingForm.Offer(
          KafkaSource.FILTERED,
          List.of("TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"),
          0.5,
          false,
          true);

  private final ConnectionSettings connections;
  private final SecretForm secrets;
  private final StreamReadingForm readings;
  private final AddressGuard addresses;
  private final ObjectForm objects;

  /// @param addresses judges servers that come with a trigger
  public KafkaForm(
      ConnectionSettings connections,
      SecretForm secrets,
      StreamReadingForm readings,
      AddressGuard addresses,
      ObjectForm objects) {
    this.connections = connections;
    this.secrets = secrets;
    this.readings = readings;
    this.addresses = addresses;
    this.objects = objects;
  }

  public KafkaSource read(FormReader form, String id, boolean fresh) {
    KafkaSource.Cluster cluster = cluster(form, fresh);
    String topic = form.required("topic");
    if (!topic.isEmpty() && !topic.matches("[^.][A-Za-z0-9_.-]{0,248}")) {
      form.invalid("topic", "must be the name of a topic, not a pattern");
    }
    // Its own group unless told otherwise, so that two triggers both get every record.
    String group = form.text("consumerGroup");
    if (group == null) {
      group = id;
      form.fillText("consumerGroup", group);
    } else if (group.isEmpty() || group.length() > 200) {
      form.invalid("consumerGroup", "must have 1 to 200 characters");
    }
    readNetwork(form);
    ObjectTraffic traffic = QueueIntakes.read(objects, form, fresh);
    StreamSettings reading = reading(form, fresh);
    if (("kafka://" + topic).equals(reading.onFailure())) {
      form.invalid("onFailure", "must be another topic than the one that is read");
    }
    return new KafkaSource(
        cluster,
        topic,
        group,
        traffic == null ? reading : StreamIntakes.reporting(reading),
        traffic);
  }

  /// Of mappings; shown again, and nothing else: clusters are reached over this machine's own network.
  private static void readNetwork(FormReader outer) {
    FormReader form = outer.optionalObject("vpc");
    if (form != null) {
      form.texts("subnets", List.of());
      form.texts("securityGroups", List.of());
      form.refuseUnknown();
    }
  }

  private StreamSettings reading(FormReader form, boolean fresh) {
    StreamSettings reading = readings.read(form, OFFER, fresh);
    return reading.onFailure() == null || reading.rules().maxRetries() != BatchRules.NO_LIMIT
        ? reading
        : reading.retriedUpTo(RETRIES_WITH_DESTINATION);
  }

  private KafkaSource.Cluster cluster(FormReader form, boolean fresh) {
    List<String> servers = servers(form);
    if (fresh) {
      checkAddresses(form, servers);
    }
    String name = form.text("connection");
    String arn = form.text("clusterArn");
    if (servers.isEmpty() == (name == null)) {
      form.invalid(
          "bootstrapServers", "exactly one of bootstrapServers and connection must be given");
    }
    KafkaSource.Sasl sasl = sasl(form, fresh);
    SecretReference trusted = secrets.readAhead(form, "trustedCertificates", fresh);
    KafkaSource.ClientCertificate certificate = certificate(form, fresh);
    boolean tls = name == null && form.flag("tls", trusted != null || certificate != null);
    if (name != null) {
      Optional<ConnectionSettings.Connection> found = connections.find(name);
      if (fresh && found.isEmpty()) {
        form.invalid("connection", "is not configured as tripline.connections." + name);
      }
      if (found.isPresent()) {
        URI uri = found.get().uri();
        servers = servers(form, uri);
        tls = String.valueOf(uri.getScheme()).equals("kafkas");
        sasl = sasl == null ? sasl(found.get()) : sasl;
      }
    }
    if (!tls && (trusted != null || certificate != null) && !servers.isEmpty()) {
      form.invalid("tls", "must be true with certificates");
    }
    return new KafkaSource.Cluster(servers, arn, sasl, tls, trusted, certificate, name != null);
  }

  private void checkAddresses(FormReader form, List<String> servers) {
    for (String server : servers) {
      String host = server.substring(0, Math.max(0, server.lastIndexOf(':')));
      String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
      addresses.objection(bare).ifPresent(why -> form.invalid("bootstrapServers", why));
    }
  }

  private static List<String> servers(FormReader form) {
    if (!form.has("bootstrapServers")) {
      return List.of();
    }
    List<String> servers = form.texts("bootstrapServers", List.of());
    if (servers.size() > 10 || !servers.stream().allMatch(server -> server.matches(SERVER))) {
      form.invalid("bootstrapServers", "must be 1 to 10 times host:port");
    }
    return servers;
  }

  /// Of a connection, `kafka://host:9092,other:9092`, or `kafkas://…` with TLS.
  private static List<String> servers(FormReader form, URI uri) {
    String scheme = String.valueOf(uri.getScheme());
    String authority = uri.getRawAuthority();
    if (!scheme.matches("kafkas?") || authority == null) {
      form.invalid("connection", "is no connection of Kafka: its uri must be kafka://host:9092");
      return List.of();
    }
    return List.of(authority.split(",", -1));
  }

  private static KafkaSource.@Nullable Sasl sasl(ConnectionSettings.Connection connection) {
    SecretReference password = connection.password();
    return password == null
        ? null
        : new KafkaSource.Sasl(connection.mechanism(), connection.username(), password);
  }

  private KafkaSource.@Nullable Sasl sasl(FormReader outer, boolean fresh) {
    FormReader form = outer.optionalObject("sasl");
    if (form == null) {
      return null;
    }
    String mechanism = form.choice("mechanism", MECHANISMS, "SCRAM-SHA-512");
    String username = form.text("username");
    SecretReference password = secrets.readAhead(form, "password", fresh);
    if (!form.has("password")) {
      form.invalid("password", "is required, as a reference");
    } else if (username == null && password != null && !password.stored()) {
      form.invalid("username", "is required unless the password is a stored secret that has it");
    }
    form.refuseUnknown();
    return password == null ? null : new KafkaSource.Sasl(mechanism, username, password);
  }

  /// Either a secret with the members `certificate` and `privateKey`, or two references.
  private KafkaSource.@Nullable ClientCertificate certificate(FormReader outer, boolean fresh) {
    FormReader form = outer.optionalObject("clientCertificate");
    if (form == null) {
      return null;
    }
    SecretReference both = secrets.readAhead(form, "secret", fresh);
    SecretReference chain = secrets.readAhead(form, "certificate", fresh);
    SecretReference key = secrets.readAhead(form, "privateKey", fresh);
    form.refuseUnknown();
    if (both != null && chain == null && key == null && both.stored()) {
      return new KafkaSource.ClientCertificate(
          both.member("certificate"), both.member("privateKey"));
    }
    if (both != null || chain == null || key == null) {
      form.invalid(
          "secret",
          "either a stored secret with certificate and privateKey, or both as references, is"
              + " needed");
      return null;
    }
    return new KafkaSource.ClientCertificate(chain, key);
  }
}
