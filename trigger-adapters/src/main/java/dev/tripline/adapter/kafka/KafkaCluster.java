package dev.tripline.adapter.kafka;

import dev.tripline.spi.network.AddressResolver;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/// The address of a Kafka cluster, and our credentials there.
///
/// Client properties are made from these members alone. A map of properties is never taken from
/// outside: through it a client can be made to read files and call addresses (CVE-2025-27817,
/// CVE-2025-27818), and to load login modules.
///
/// @param bootstrapServers `host:port` each
/// @param sasl null to say nothing about who we are
/// @param tls null for an open connection
/// @param addresses says to which addresses of its servers connections may go; null for all
public record KafkaCluster(
    List<String> bootstrapServers,
    @Nullable Sasl sasl,
    @Nullable Tls tls,
    @Nullable AddressResolver addresses) {

  /// At any address.
  public KafkaCluster(List<String> bootstrapServers, @Nullable Sasl sasl, @Nullable Tls tls) {
    this(bootstrapServers, sasl, tls, null);
  }

  public KafkaCluster {
    if (bootstrapServers.isEmpty()) {
      throw new IllegalArgumentException("at least one bootstrap server is needed");
    }
    bootstrapServers = List.copyOf(bootstrapServers);
  }

  /// The SASL mechanism of a password.
  public enum Mechanism {
    PLAIN("PLAIN", "org.apache.kafka.common.security.plain.PlainLoginModule"),
    SCRAM_SHA_256("SCRAM-SHA-256", "org.apache.kafka.common.security.scram.ScramLoginModule"),
    SCRAM_SHA_512("SCRAM-SHA-512", "org.apache.kafka.common.security.scram.ScramLoginModule");

    private final String text;
    private final String loginModule;

    Mechanism(String text, String loginModule) {
      this.text = text;
      this.loginModule = loginModule;
    }

    /// @param text as Kafka writes it: `SCRAM-SHA-512`
    public static Mechanism of(String text) {
      for (Mechanism mechanism : values()) {
        if (mechanism.text.equals(text)) {
          return mechanism;
        }
      }
      throw new IllegalArgumentException(
          "the SASL mechanism must be PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512");
    }
  }

  /// @param password in clear; never printed by [#toString()]
  public record Sasl(Mechanism mechanism, String username, String password) {
    @Override
    public String toString() {
      return mechanism.text + " as " + username;
    }

    Password jaas() {
      return new Password(
          "%s required username=%s password=%s;"
              .formatted(mechanism.loginModule, quoted(username), quoted(password)));
    }

    /// As the tokenizer behind Kafka's JAAS settings reads it back.
    private static String quoted(String text) {
      var quoted = new StringBuilder("\"");
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        switch (c) {
          case '"', '\\' -> quoted.append('\\').append(c);
          case '\n' -> quoted.append("\\n");
          case '\r' -> quoted.append("\\r");
          default -> quoted.append(c);
        }
      }
      return quoted.append('"').toString();
    }
  }

  /// The certificate of each server and its host name are always verified.
  ///
  /// @param trustedCertificates PEM; null for the JVM's
  /// @param client null to show none
  public record Tls(@Nullable String trustedCertificates, @Nullable ClientCertificate client) {
    @Override
    public String toString() {
      return client == null ? "TLS" : "TLS with a client certificate";
    }
  }

  /// @param chain PEM, the own certificate first
  /// @param privateKey PEM, PKCS #8, not encrypted; never printed by [#toString()]
  public record ClientCertificate(String chain, String privateKey) {
    public ClientCertificate {
      if (!privateKey.contains("-----BEGIN PRIVATE KEY-----")) {
        throw new IllegalArgumentException(
            "the private key must be PEM in the form of PKCS #8, not encrypted: it begins with"
                + " -----BEGIN PRIVATE KEY-----");
      }
    }

    @Override
    public String toString() {
      return "a client certificate";
    }
  }

  /// The properties of any client of this cluster, consumer or producer. A new map each time.
  public Map<String, Object> clientProperties() {
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    properties.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, protocol());
    properties.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, List.of());
    properties.put("enable.metrics.push", false);
    properties.put(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, 100L);
    properties.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 5_000L);
    properties.put(CommonClientConfigs.SOCKET_CONNECTION_SETUP_TIMEOUT_MS_CONFIG, 5_000L);
    if (sasl != null) {
      properties.put(SaslConfigs.SASL_MECHANISM, sasl.mechanism.text);
      properties.put(SaslConfigs.SASL_JAAS_CONFIG, sasl.jaas());
    }
    if (tls != null) {
      tlsProperties(tls, properties);
    }
    return properties;
  }

  private static void tlsProperties(Tls tls, Map<String, Object> properties) {
    properties.put(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG, "https");
    if (tls.trustedCertificates != null) {
      properties.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
      properties.put(
          SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG, new Password(tls.trustedCertificates));
    }
    if (tls.client != null) {
      properties.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, "PEM");
      properties.put(
          SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG, new Password(tls.client.chain));
      properties.put(SslConfigs.SSL_KEYSTORE_KEY_CONFIG, new Password(tls.client.privateKey));
    }
  }

  private String protocol() {
    return (sasl == null ? "" : "SASL_") + (tls == null ? "PLAINTEXT" : "SSL");
  }

  /// For clients that connect as soon as they are made: judges the bootstrap servers before. Blocking.
  ///
  /// @throws IllegalStateException if one has an address to which no connection may go
  public void requireAllowedServers() {
    if (addresses == null) {
      return;
    }
    for (String server : bootstrapServers) {
      String host = server.substring(0, Math.max(0, server.lastIndexOf(':')));
      try {
        addresses.resolve(host);
      } catch (UnknownHostException e) {
        throw new IllegalStateException(
            "Kafka at " + server + " is not used: " + e.getMessage(), e);
      }
    }
  }

  /// The servers as functions see them.
  String servers() {
    return String.join(",", bootstrapServers);
  }
}
