package dev.tripline.adapter.cdc.mariadb;

import dev.tripline.adapter.cdc.DatabaseServer;
import dev.tripline.spi.source.SourceUnavailableException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The way to a server: one of its addresses, judged now, which all connections of a reading go to; the
/// binary log's client takes no sockets of ours. Trusted certificates stand in a file of this user until
/// [#close].
final class MariaDbWay implements AutoCloseable {
  private static final String CONNECT_MILLIS = "10000";

  private final DatabaseServer server;
  private final String password = UUID.randomUUID().toString();
  private final @Nullable Path trusted;
  private String address = "";

  MariaDbWay(DatabaseServer server) {
    this.server = server;
    this.trusted = write(server.tls().trusted());
  }

  /// A connection to the first address that answers; the engine's go there as well.
  Connection connect() throws SQLException {
    SQLException failure = new SQLException(server.host() + " has no address");
    for (InetAddress candidate : addresses()) {
      try {
        address = candidate.getHostAddress();
        String host = address.contains(":") ? "[" + address + "]" : address;
        String url = "jdbc:mariadb://%s:%d/".formatted(host, server.port());
        return DriverManager.getConnection(url, properties());
      } catch (SQLException e) {
        failure = e;
      }
    }
    throw failure;
  }

  private InetAddress[] addresses() {
    try {
      return server.addresses().resolve(server.host());
    } catch (IOException e) {
      throw new SourceUnavailableException(server.inWords() + ": " + e.getMessage(), e);
    }
  }

  private Properties properties() {
    Properties all = new Properties();
    all.put("user", server.login().username());
    all.put("password", server.login().password());
    all.put("connectTimeout", CONNECT_MILLIS);
    all.put("socketTimeout", "60000");
    all.put("sslMode", mode());
    all.put("allowLocalInfile", "false");
    if (trusted != null) {
      all.put("trustStore", "file:" + trusted);
      all.put("trustStorePassword", password);
      all.put("trustStoreType", "PKCS12");
    }
    return all;
  }

  /// Those of the engine's connections.
  void addTo(Properties all) {
    all.put("database.hostname", address);
    all.put("database.ssl.mode", mode());
    all.put("driver.allowLocalInfile", "false");
    if (trusted != null) {
      all.put("database.ssl.truststore", trusted.toString());
      all.put("database.ssl.truststore.password", password);
    }
  }

  private String mode() {
    return switch (server.tls().mode()) {
      case DISABLE -> "disable";
      case REQUIRE -> "trust";
      case VERIFY_CA -> "verify-ca";
      case VERIFY_FULL ->
          throw new IllegalArgumentException(
              "the name in the certificate of a MariaDB server cannot be verified: connections go"
                  + " to its address");
    };
  }

  private @Nullable Path write(@Nullable String pem) {
    if (pem == null) {
      return null;
    }
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      int number = 0;
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)))) {
        store.setCertificateEntry("trusted-" + number++, certificate);
      }
      Path file = Files.createTempFile("tripline-trusted", ".p12");
      try (OutputStream out = Files.newOutputStream(file)) {
        store.store(out, password.toCharArray());
      }
      return file;
    } catch (GeneralSecurityException e) {
      throw new SourceUnavailableException(
          "the trusted certificates cannot be read: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("the trusted certificates cannot be written to a file", e);
    }
  }

  @Override
  public void close() {
    if (trusted != null) {
      try {
        Files.deleteIfExists(trusted);
      } catch (IOException e) {
        throw new UncheckedIOException("the trusted certificates stay in " + trusted, e);
      }
    }
  }
}
