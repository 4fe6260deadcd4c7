package dev.tripline.dispatcher.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.access.GuardedDispatcher;
import dev.tripline.dispatcher.rest.OpenApiDocument;
import dev.tripline.testkit.server.PostgresServer;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// The state of the store on both engines, over `/v1` and in the pages.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoreHealthTest {
  private @TempDir Path temporary;
  private PostgresServer postgres;

  @BeforeAll
  void start() {
    postgres = PostgresServer.start();
  }

  @AfterAll
  void stop() {
    postgres.close();
  }

  private GuardedDispatcher dispatcher(String engine, String... more) throws Exception {
    List<String> settings = new ArrayList<>(List.of(more));
    if (engine.equals("postgresql")) {
      settings.add("--tripline.store.engine=postgresql");
      settings.add("--tripline.store.url=" + postgres.createDatabase("health"));
      settings.add("--tripline.store.username=" + postgres.user());
    }
    return GuardedDispatcher.start(temporary.resolve(engine), settings.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sqlite", "postgresql"})
  void state_of_the_store_is_shown(String engine) throws Exception {
    try (GuardedDispatcher dispatcher =
        dispatcher(engine, "--tripline.payload-encryption.enabled=true")) {
      HttpResponse<String> answer =
          dispatcher.send(dispatcher.token("watching", "viewer"), "GET", "/v1/store", "");
      OpenApiDocument.SERVED.check(answer);
      JsonNode store = GuardedDispatcher.JSON.readTree(answer.body());
      assertThat(store.path("engine").asString()).isEqualTo(engine);
      assertThat(store.has("outage")).isFalse();
      assertThat(store.path("databaseBytes").asLong()).isGreaterThan(100_000);
      assertThat(store.at("/backlog/outbox").asLong()).isZero();
      assertThat(store.path("backlog").has("oldestEventAt")).isFalse();
      assertThat(store.at("/disk/usableBytes").asLong())
          .isPositive()
          .isLessThanOrEqualTo(store.at("/disk/totalBytes").asLong());
      assertThat(store.path("disk").has("reserveBytes")).isEqualTo(engine.equals("sqlite"));
      assertThat(store.at("/disk/full").asBoolean()).isFalse();
      assertThat(store.at("/writes/changes").isIntegralNumber()).isTrue();

      JsonNode key = store.at("/payloadKeys/0");
      assertThat(key.path("active").asBoolean()).isTrue();

      String page = dispatcher.send(dispatcher.adminToken(), "GET", "/store", "").body();
      assertThat(page)
          .contains("id=\"engine\">" + engine + "<", "none", key.path("id").asString())
          .doesNotContain("outage");
      String publisher = dispatcher.token("sending", "publisher");
      assertThat(dispatcher.status(publisher, "GET", "/v1/store")).isEqualTo(403);
      assertThat(dispatcher.status(publisher, "GET", "/store")).isEqualTo(403);
    }
  }
}
