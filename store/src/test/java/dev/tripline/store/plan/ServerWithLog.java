package dev.tripline.store.plan;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A PostgreSQL that writes the plan of every statement it carries out into its log, as it was carried
/// out, and that never vacuums or analyses by itself.
final class ServerWithLog implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String PLAN = "plan:\n";

  private final Path directory;
  private final EmbeddedPostgres server;

  /// Bytes of the log.
  private long read;

  private ServerWithLog(Path directory, EmbeddedPostgres server) {
    this.directory = directory;
    this.server = server;
  }

  static ServerWithLog start(Path directory) throws IOException {
    EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("fsync", "on")
            .setServerConfig("autovacuum", "off")
            .setServerConfig("logging_collector", "on")
            .setServerConfig("log_destination", "jsonlog")
            .setServerConfig("log_directory", directory.toAbsolutePath().toString())
            .setServerConfig("log_filename", "server.log")
            .setServerConfig("log_file_mode", "0644")
            .setServerConfig("session_preload_libraries", "auto_explain")
            .setServerConfig("auto_explain.log_min_duration", "0")
            .setServerConfig("auto_explain.log_format", "json")
            .start();
    return new ServerWithLog(directory, server);
  }

  String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres";
  }

  /// Carries statements out as an operator would; they have no place among the plans.
  void run(String... statements) {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SET auto_explain.log_min_duration = -1");
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The plans of statements of dispatchers since the last call.
  List<JsonNode> plans() {
    List<JsonNode> plans = new ArrayList<>();
    for (String line : newLines()) {
      JsonNode entry = JSON.readTree(line);
      String message = entry.path("message").asString("");
      int plan = message.indexOf(PLAN);
      if (plan >= 0 && entry.path("application_name").asString("").equals("tripline")) {
        plans.add(JSON.readTree(message.substring(plan + PLAN.length())));
      }
    }
    return plans;
  }

  /// Whole lines only: the end of one that is still being written is left to the next call.
  private List<String> newLines() {
    try (Stream<Path> files = Files.list(directory)) {
      Path log = files.filter(file -> file.toString().endsWith(".json")).findFirst().orElseThrow();
      try (InputStream in = Files.newInputStream(log)) {
        in.skipNBytes(read);
        byte[] bytes = in.readAllBytes();
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
          end--;
        }
        read += end;
        return new String(bytes, 0, end, StandardCharsets.UTF_8).lines().toList();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
