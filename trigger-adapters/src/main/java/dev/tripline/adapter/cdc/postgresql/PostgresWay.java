package dev.tripline.adapter.cdc.postgresql;

import dev.tripline.adapter.cdc.DatabaseServer;
import dev.tripline.adapter.cdc.DatabaseServer.Mode;
import dev.tripline.adapter.cdc.engine.Handover;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The properties by which the driver connects: over guarded sockets, with the wanted TLS. Trusted
/// certificates stand in a file of this user until [#close]: the driver reads them from there only.
final class PostgresWay implements AutoCloseable {
  private final DatabaseServer server;
  private final String key;
  private final @Nullable Path trusted;

  PostgresWay(DatabaseServer server) {
    this.server = server;
    this.key = Handover.keep(server);
    this.trusted = write(server.tls().trusted());
  }

  private static @Nullable Path write(@Nullable String pem) {
    if (pem == null) {
      return null;
    }
    try {
      Path file = Files.createTempFile("tripline-trusted", ".pem");
      return Files.writeString(file, pem);
    } catch (IOException e) {
      throw new UncheckedIOException("the trusted certificates cannot be written to a file", e);
    }
  }

  Map<String, String> driver() {
    Map<String, String> all = new HashMap<>();
    all.put("socketFactory", GuardedSockets.class.getName());
    all.put("socketFactoryArg", key);
    all.put("sslmode", mode());
    all.put("tcpKeepAlive", "true");
    if (trusted != null) {
      all.put("sslrootcert", trusted.toString());
    } else if (server.tls().mode() == Mode.VERIFY_CA || server.tls().mode() == Mode.VERIFY_FULL) {
      all.put("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
    }
    return all;
  }

  private String mode() {
    return switch (server.tls().mode()) {
      case DISABLE -> "disable";
      case REQUIRE -> "require";
      case VERIFY_CA -> "verify-ca";
      case VERIFY_FULL -> "verify-full";
    };
  }

  static String bracketed(String host) {
    return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
  }

  @Override
  public void close() {
    Handover.forget(key);
    if (trusted != null) {
      try {
        Files.deleteIfExists(trusted);
      } catch (IOException e) {
        throw new UncheckedIOException("the trusted certificates stay in " + trusted, e);
      }
    }
  }
}
