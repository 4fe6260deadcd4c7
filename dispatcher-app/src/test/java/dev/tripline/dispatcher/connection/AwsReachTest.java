package dev.tripline.dispatcher.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.dispatcher.network.AddressGuard;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import dev.tripline.spi.network.AddressResolver;
import dev.tripline.testkit.server.LocalAws;
import dev.tripline.testkit.server.SqsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.SqsClient;

/// Whom clients of AWS reach, and with whose credentials.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AwsReachTest {
  private static final AddressGuard NOTHING_PRIVATE =
      new AddressGuard("tripline.sources.allow", List.of());

  private @TempDir Path directory;
  private SqsServer server;

  @BeforeAll
  void start() {
    server = SqsServer.start();
  }

  @AfterAll
  void stop() {
    server.close();
  }

  private AwsClients clients(Map<String, URI> endpoints, AddressResolver addresses)
      throws IOException {
    return new AwsClients(
        new AwsSettings(endpoints, "operator", secret()),
        LocalAws.REGION,
        StoredSecrets.NONE,
        addresses);
  }

  private SecretReference secret() throws IOException {
    Path file = Files.writeString(directory.resolve("secret"), LocalAws.SECRET_KEY);
    return new SecretReference("file:" + file);
  }

  private AwsClients.Key own() throws IOException {
    return new AwsClients.Key("own", secret());
  }

  @Test
  void own_credentials_are_not_sent_to_an_endpoint_that_came_with_a_trigger() throws Exception {
    try (AwsClients clients = clients(Map.of(), AddressResolver.ANY)) {
      var place = new AwsClients.Place("us-east-1", server.endpoint(), null);
      assertThatThrownBy(() -> clients.sqs(place))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("accessKeyId and secretAccessKey");
    }
  }

  @Test
  void endpoint_that_the_settings_name_is_reached_with_own_credentials() throws Exception {
    try (AwsClients clients = clients(Map.of("sqs", server.endpoint()), NOTHING_PRIVATE)) {
      var place = new AwsClients.Place("us-east-1", null, null);
      assertThat(queues(clients, place)).isEmpty();
      var named = new AwsClients.Place("us-east-1", server.endpoint(), null);
      assertThat(queues(clients, named)).isEmpty();
    }
  }

  @Test
  void private_address_that_came_with_a_trigger_is_not_connected_to() throws Exception {
    try (AwsClients clients = clients(Map.of(), NOTHING_PRIVATE)) {
      var place = new AwsClients.Place("us-east-1", server.endpoint(), own());
      assertThatThrownBy(() -> queues(clients, place))
          .hasStackTraceContaining("private or reserved address")
          .hasStackTraceContaining("tripline.sources.allow");
    }
  }

  @Test
  void name_that_gets_a_private_address_later_is_not_connected_to() throws Exception {
    AtomicReference<AddressResolver> now = new AtomicReference<>();
    InetAddress loopback = InetAddress.getLoopbackAddress();
    now.set(_ -> new InetAddress[] {loopback}); // stands for a public address
    URI endpoint = URI.create("http://rebound.example:" + server.endpoint().getPort());
    try (AwsClients first = clients(Map.of(), host -> now.get().resolve(host));
        AwsClients later = clients(Map.of(), host -> now.get().resolve(host))) {
      var place = new AwsClients.Place("us-east-1", endpoint, own());
      assertThat(queues(first, place)).isEmpty();
      now.set(_ -> NOTHING_PRIVATE.resolve("127.0.0.1"));
      assertThatThrownBy(() -> queues(later, place))
          .hasStackTraceContaining("private or reserved address");
    }
  }

  private static List<String> queues(AwsClients clients, AwsClients.Place place) {
    try (ClientLease<SqsClient> sqs = clients.sqs(place)) {
      return sqs.client().listQueues().queueUrls();
    }
  }
}
