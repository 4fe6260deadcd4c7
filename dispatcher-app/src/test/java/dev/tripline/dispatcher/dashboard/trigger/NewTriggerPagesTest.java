package dev.tripline.dispatcher.dashboard.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.access.GuardedDispatcher;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The form that makes triggers.
class NewTriggerPagesTest {
  private static final String FORM = "application/x-www-form-urlencoded";

  @TempDir static Path data;

  private static GuardedDispatcher dispatcher;

  @BeforeAll
  static void start() throws Exception {
    dispatcher = GuardedDispatcher.start(data);
    dispatcher.admin(
        "POST", "/v1/functions", "{\"name\":\"hook\",\"url\":\"https://example.org/\"}", 201);
  }

  @AfterAll
  static void stop() {
    dispatcher.close();
  }

  private static String field(String name, String value) {
    return "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  private static HttpResponse<String> submit(String token, String fields) throws Exception {
    return dispatcher.send(token, "POST", "/triggers/new", FORM, fields.substring(1));
  }

  private static String schedule(String name, String expression) {
    return field("kind", "schedule")
        + field("name", name)
        + field("function", "hook")
        + field("source.expression", expression)
        + field("more", "{\"catchUp\":\"none\"}");
  }

  @Test
  void each_kind_has_its_fields() throws Exception {
    String token = dispatcher.adminToken();
    assertThat(dispatcher.send(token, "GET", "/triggers", "").body()).contains("/triggers/new");
    assertThat(dispatcher.send(token, "GET", "/triggers/new", "").body())
        .contains("name=\"source.expression\"");
    for (var kind : SourceField.kinds().entrySet()) {
      HttpResponse<String> page =
          dispatcher.send(token, "GET", "/triggers/new?kind=" + kind.getKey(), "");
      assertThat(page.statusCode()).as(kind.getKey()).isEqualTo(200);
      for (SourceField field : kind.getValue()) {
        assertThat(page.body()).contains("name=\"source." + field.name() + "\"");
      }
    }
  }

  @Test
  void a_check_shows_warnings_and_makes_nothing() throws Exception {
    String kafka =
        field("kind", "kafka")
            + field("name", "orders")
            + field("function", "hook")
            + field("source.bootstrapServers", "broker.invalid:9092")
            + field("source.topic", "<b>orders</b>")
            + field("check", "yes");
    HttpResponse<String> page = submit(dispatcher.adminToken(), kafka);
    assertThat(page.body())
        .contains("&lt;b&gt;orders&lt;/b&gt;")
        .doesNotContain("<b>orders</b>")
        .contains("id=\"problem\"");
    HttpResponse<String> checked =
        submit(dispatcher.adminToken(), schedule("tick", "rate(5 minutes)") + "&check=yes");
    assertThat(checked.statusCode()).as(checked.body()).isEqualTo(200);
    assertThat(checked.body())
        .contains("id=\"checked\"", "&quot;timeZone&quot;", "value=\"rate(5 minutes)\"");
    dispatcher.admin("GET", "/v1/triggers/tick", "", 404);
  }

  @Test
  void a_trigger_is_made_and_what_is_wrong_is_said_beside_what_was_filled_in() throws Exception {
    HttpResponse<String> wrong =
        submit(dispatcher.adminToken(), schedule("made", "rate(5 parsecs)") + "&create=yes");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains("source.expression", "value=\"rate(5 parsecs)\"", "catchUp");
    dispatcher.admin("GET", "/v1/triggers/made", "", 404);
    HttpResponse<String> made =
        submit(dispatcher.adminToken(), schedule("made", "rate(5 minutes)") + "&create=yes");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(302);
    assertThat(
            dispatcher.admin("GET", "/v1/triggers/made", "", 200).at("/source/catchUp").asString())
        .isEqualTo("none");
  }

  @Test
  void only_operators_may_and_only_with_what_they_may_touch() throws Exception {
    String viewer = dispatcher.token("watching", "viewer");
    assertThat(dispatcher.status(viewer, "GET", "/triggers/new")).isEqualTo(403);
    assertThat(dispatcher.send(viewer, "GET", "/triggers", "").body())
        .doesNotContain("/triggers/new");
    assertThat(submit(viewer, schedule("no", "rate(5 minutes)") + "&create=yes").statusCode())
        .isEqualTo(403);
    dispatcher.admin("GET", "/v1/triggers/no", "", 404);
  }
}
