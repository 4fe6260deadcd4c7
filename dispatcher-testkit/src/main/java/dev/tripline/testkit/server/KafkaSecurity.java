package dev.tripline.testkit.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The secured listeners of a [KafkaServer], and what a client needs for them. One certificate,
/// signed by itself, is the broker's, the only trusted one, and one that a client may show.
///
/// @param saslBootstrapServers for `SASL_PLAINTEXT` with `PLAIN`, `SCRAM-SHA-256`, `SCRAM-SHA-512`
/// @param sslBootstrapServers for `SSL`; a client may show a certificate, but need not
/// @param certificate PEM file
/// @param keyStore PKCS 12 with key and certificate
/// @param trustStore PKCS 12 with the certificate alone
public record KafkaSecurity(
    String saslBootstrapServers,
    String sslBootstrapServers,
    Path certificate,
    Path keyStore,
    Path trustStore) {
  public static final String USER = "alice";
  public static final String PASSWORD = "alice-secret";

  /// Of both stores and the key.
  public static final String STORE_PASSWORD = "store-secret";

  static KafkaSecurity create(Path directory, int saslPort, int sslPort) {
    KafkaSecurity security =
        new KafkaSecurity(
            "127.0.0.1:" + saslPort,
            "127.0.0.1:" + sslPort,
            directory.resolve("broker.pem"),
            directory.resolve("keys.p12"),
            directory.resolve("trust.p12"));
    security.makeCertificate();
    return security;
  }

  private void makeCertificate() {
    keytool(
        "-genkeypair",
        "-keystore",
        keyStore.toString(),
        "-alias",
        "broker",
        "-keyalg",
        "EC",
        "-dname",
        "CN=127.0.0.1",
        "-ext",
        "SAN=IP:127.0.0.1,DNS:localhost",
        "-validity",
        "2");
    keytool(
        "-exportcert",
        "-rfc",
        "-keystore",
        keyStore.toString(),
        "-alias",
        "broker",
        "-file",
        certificate.toString());
    keytool(
        "-importcert",
        "-noprompt",
        "-keystore",
        trustStore.toString(),
        "-alias",
        "broker",
        "-file",
        certificate.toString());
  }

  private static void keytool(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                STORE_PASSWORD));
    command.addAll(1, List.of(arguments));
    try {
      Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (keytool.waitFor() != 0) {
        throw new IllegalStateException("keytool: " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("keytool does not run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while keytool ran", e);
    }
  }

  List<String> listeners() {
    return List.of("SASL_PLAINTEXT://" + saslBootstrapServers, "SSL://" + sslBootstrapServers);
  }

  /// Lines for the broker's settings.
  String settings() {
    String plain = "org.apache.kafka.common.security.plain.PlainLoginModule";
    String scram = "org.apache.kafka.common.security.scram.ScramLoginModule";
    return """
    sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512
    listener.name.sasl_plaintext.plain.sasl.jaas.config=%s required user_%s="%s";
    listener.name.sasl_plaintext.scram-sha-256.sasl.jaas.config=%s required;
    listener.name.sasl_plaintext.scram-sha-512.sasl.jaas.config=%s required;
    ssl.keystore.location=%s
    ssl.keystore.password=%s
    ssl.key.password=%s
    ssl.truststore.location=%s
    ssl.truststore.password=%s
    ssl.client.auth=requested
    """
        .formatted(
            plain,
            USER,
            PASSWORD,
            scram,
            scram,
            keyStore,
            STORE_PASSWORD,
            STORE_PASSWORD,
            trustStore,
            STORE_PASSWORD);
  }

  /// Users that the storage is formatted with.
  List<String> scramArguments() {
    String user = "=[name=" + USER + ",password=" + PASSWORD + "]";
    return List.of("SCRAM-SHA-256" + user, "SCRAM-SHA-512" + user);
  }
}
