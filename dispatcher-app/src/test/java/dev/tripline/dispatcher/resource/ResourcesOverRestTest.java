package dev.tripline.dispatcher.resource;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.scenario.TriggerApp;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// `/v1/resources`, and the functions and triggers that name one.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResourcesOverRestTest {
  private static @TempDir Path data;
  private TriggerApp app;

  @BeforeAll
  void start() throws Exception {
    app = new TriggerApp(data);
  }

  @AfterAll
  void stop() {
    app.close();
  }

  private JsonNode put(String name, int budget, int status) throws Exception {
    return app.send("PUT", "/v1/resources/" + name, "{\"budget\":" + budget + "}", status).json();
  }

  @Test
  void resource_is_made_changed_listed_and_deleted() throws Exception {
    JsonNode made = put("lists", 20, 201);
    assertThat(made.path("budget").asInt()).isEqualTo(20);
    assertThat(made.path("held").asInt()).isZero();
    assertThat(put("lists", 5, 200).path("budget").asInt()).isEqualTo(5);
    assertThat(app.send("GET", "/v1/resources", "", 200).json().path("resources"))
        .anyMatch(resource -> resource.path("name").asString().equals("lists"));
    app.send("DELETE", "/v1/resources/lists", "", 204);
    app.send("GET", "/v1/resources/lists", "", 404);
    app.send("DELETE", "/v1/resources/lists", "", 404);
    String audit = app.send("GET", "/v1/audit?target=resource/lists", "", 200).text();
    assertThat(audit).contains("PutResource", "DeleteResource");
  }

  @Test
  void budget_that_is_none_and_name_that_is_none_are_refused() throws Exception {
    assertThat(TriggerApp.fields(put("none", 0, 400))).containsExactly("budget");
    assertThat(TriggerApp.fields(put("none", 100_001, 400))).containsExactly("budget");
    assertThat(TriggerApp.fields(put("a.b", 1, 400))).containsExactly("name");
    app.send("PUT", "/v1/resources/none", "{\"budget\":1,\"colour\":2}", 400);
    app.send("PUT", "/v1/resources/none", "{}", 400);
  }

  @Test
  void function_names_a_resource_that_exists_and_keeps_it_from_being_deleted() throws Exception {
    put("orders-db", 3, 201);
    JsonNode refused =
        app.send("PATCH", "/v1/functions/sink", "{\"resource\":\"nothing\"}", 400).json();
    assertThat(TriggerApp.fields(refused)).containsExactly("resource");
    assertThat(refused.path("detail").asString()).contains("PUT /v1/resources/nothing");
    app.send("PATCH", "/v1/functions/sink", "{\"resource\":\"orders-db\"}", 200);
    assertThat(app.send("GET", "/v1/functions/sink", "", 200).json().path("resource").asString())
        .isEqualTo("orders-db");
    assertThat(app.send("DELETE", "/v1/resources/orders-db", "", 409).text())
        .contains("function sink");
    app.send("POST", "/2015-03-31/functions/sink/invocations", "{}", 200);
    app.send("PATCH", "/v1/functions/sink", "{\"resource\":null}", 200);
    app.send("DELETE", "/v1/resources/orders-db", "", 204);
  }

  @Test
  void trigger_names_a_resource_that_exists_and_keeps_it_from_being_deleted() throws Exception {
    String request =
        """
        {"name":"pushed","function":"sink","resource":"mail","tenantKey":"%s",\
        "source":{"kind":"http"}}\
        """;
    JsonNode refused = app.send("POST", "/v1/triggers", request.formatted("tenant"), 400).json();
    assertThat(TriggerApp.fields(refused)).contains("resource", "tenantKey");
    put("mail", 2, 201);
    app.send("POST", "/v1/triggers", request.formatted("/tenant"), 201);
    JsonNode trigger = app.trigger("pushed");
    assertThat(trigger.path("resource").asString()).isEqualTo("mail");
    assertThat(trigger.path("tenantKey").asString()).isEqualTo("/tenant");
    app.send("POST", "/v1/triggers/pushed/pause", "", 200);
    assertThat(app.send("DELETE", "/v1/resources/mail", "", 409).text()).contains("trigger pushed");
    JsonNode changed = app.send("PATCH", "/v1/triggers/pushed", "{\"resource\":null}", 200).json();
    assertThat(changed.has("resource")).isFalse();
    assertThat(changed.path("tenantKey").asString()).isEqualTo("/tenant");
    app.send("DELETE", "/v1/resources/mail", "", 204);
    app.send("DELETE", "/v1/triggers/pushed", "", 204);
  }

  @Test
  void batches_have_no_tenant_key() throws Exception {
    JsonNode refused =
        app.send(
                "POST",
                "/v1/triggers",
                """
                {"name":"polled","function":"sink","tenantKey":"/tenant","source":{"kind":"rabbitmq",\
                "uri":"amqp://127.0.0.1:1/","queue":"q"}}\
                """,
                400)
            .json();
    assertThat(TriggerApp.fields(refused)).containsExactly("tenantKey");
  }
}
