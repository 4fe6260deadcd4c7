package dev.tripline.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.adapter.kafka.KafkaCluster.Mechanism;
import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.testkit.server.KafkaSecurity;
import dev.tripline.testkit.server.KafkaServer;
import java.nio.file.Files;
import java.security.KeyStore;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Against the secured listeners of a real broker.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaSecurityTest {
  private static final String TOPIC = "guarded";

  private KafkaServer server;
  private KafkaSecurity security;
  private KafkaTopic topic;

  @BeforeAll
  void start() throws Exception {
    server = KafkaServer.startSecured();
    security = server.security();
    topic = new KafkaTopic(server, TOPIC);
    topic.publish(new ProducerRecord<>(TOPIC, KafkaTopic.bytes("secret")));
  }

  @AfterAll
  void stop() {
    topic.close();
    server.close();
  }

  @ParameterizedTest
  @EnumSource(Mechanism.class)
  void password_lets_in(Mechanism mechanism) throws Exception {
    var sasl = new KafkaCluster.Sasl(mechanism, KafkaSecurity.USER, KafkaSecurity.PASSWORD);
    reads(new KafkaCluster(List.of(security.saslBootstrapServers()), sasl, null), mechanism.name());
  }

  @ParameterizedTest
  @EnumSource(Mechanism.class)
  void wrong_password_is_an_outage_that_says_so_and_hides_the_password(Mechanism mechanism)
      throws Exception {
    var sasl = new KafkaCluster.Sasl(mechanism, KafkaSecurity.USER, "topsecret");
    var cluster = new KafkaCluster(List.of(security.saslBootstrapServers()), sasl, null);
    refused(cluster, "uthentication");
  }

  @Test
  void tls_with_the_servers_root_and_a_client_certificate_lets_in() throws Exception {
    String certificate = Files.readString(security.certificate());
    var tls =
        new KafkaCluster.Tls(
            certificate, new KafkaCluster.ClientCertificate(certificate, privateKey()));
    reads(new KafkaCluster(List.of(security.sslBootstrapServers()), null, tls), "tls");
  }

  @Test
  void server_that_is_not_trusted_is_not_spoken_to() throws Exception {
    var tls = new KafkaCluster.Tls(null, null);
    refused(new KafkaCluster(List.of(security.sslBootstrapServers()), null, tls), "certif");
  }

  @Test
  void server_of_tls_that_is_spoken_to_openly_is_an_outage_that_says_so() throws Exception {
    refused(new KafkaCluster(List.of(security.sslBootstrapServers()), null, null), "with TLS");
  }

  private String privateKey() throws Exception {
    char[] password = KafkaSecurity.STORE_PASSWORD.toCharArray();
    KeyStore keys = KeyStore.getInstance(security.keyStore().toFile(), password);
    byte[] key = Objects.requireNonNull(keys.getKey("broker", password)).getEncoded();
    return "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
        .formatted(Base64.getMimeEncoder().encodeToString(key));
  }

  private static void reads(KafkaCluster cluster, String group) throws Exception {
    try (Reader reader = new Reader(source(cluster, group), 1_000)) {
      Reader.await(reader, () -> reader.values().contains("secret"));
    }
  }

  private static void refused(KafkaCluster cluster, String why) throws Exception {
    try (Reader reader = new Reader(source(cluster, "refused"), 1)) {
      reader.awaitEnd();
      assertThat(reader.failure())
          .isInstanceOf(SourceUnavailableException.class)
          .hasMessageContaining(cluster.servers())
          .hasMessageContaining(why)
          .message()
          .doesNotContain("topsecret");
    }
  }

  private static KafkaStreamSource source(KafkaCluster cluster, String group) {
    return new KafkaStreamSource(
        new KafkaStreamSettings(
            cluster,
            null,
            new KafkaStreamSettings.Topic(TOPIC, group),
            new KafkaStreamSettings.StartAt.TrimHorizon(),
            KafkaTopic.QUICK),
        InstantSource.system());
  }
}
