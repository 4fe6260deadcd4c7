package dev.tripline.dispatcher.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.access.rule.Caller;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Admins give no more than they have, and one who has everything stays.
class GivenAccessTest {
  private static final String KEYS = "/v1/access-keys";

  @TempDir Path data;

  private static JsonNode made(GuardedDispatcher dispatcher, String name, String resources)
      throws Exception {
    return dispatcher.admin(
        "POST",
        KEYS,
        "{\"name\":\"%s\",\"kind\":\"token\",\"role\":\"admin\",\"resources\":[%s]}"
            .formatted(name, resources),
        201);
  }

  private static String id(JsonNode made) {
    return made.path("accessKey").path("id").asString();
  }

  @Test
  void a_limited_admin_gives_no_more_than_it_has() throws Exception {
    try (var dispatcher = GuardedDispatcher.start(data)) {
      String limited =
          made(dispatcher, "limited", "\"access-key:*\",\"function:a*\",\"user:*\"")
              .path("token")
              .asString();
      String full = id(made(dispatcher, "full", "\"*\""));
      String shape = "{\"name\":\"%s\",\"role\":\"%s\"%s}";
      assertThat(dispatcher.send(limited, "POST", KEYS, shape.formatted("x", "admin", "")))
          .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(403))
          .satisfies(answer -> assertThat(answer.body()).contains("access-key:*, function:a*"));
      for (String resources :
          List.of("\"*\"", "\"*:*\"", "\"function:*\"", "\"function:a*\",\"trigger:t\"")) {
        String more = ",\"resources\":[" + resources + "]";
        assertThat(
                dispatcher
                    .send(limited, "POST", KEYS, shape.formatted("x", "operator", more))
                    .statusCode())
            .as(resources)
            .isEqualTo(403);
      }
      String less = ",\"resources\":[\"function:ab*\",\"function:a1:live\",\"access-key:*\"]";
      assertThat(
              dispatcher
                  .send(limited, "POST", KEYS, shape.formatted("less", "admin", less))
                  .statusCode())
          .isEqualTo(201);
      String rotate = KEYS + "/" + full + "/rotate";
      assertThat(dispatcher.send(limited, "POST", rotate, "{}").statusCode()).isEqualTo(403);
      dispatcher.admin("POST", KEYS + "/" + full + "/disable", "", 200);
      String enable = KEYS + "/" + full + "/enable";
      assertThat(dispatcher.send(limited, "POST", enable, "").statusCode()).isEqualTo(403);
      dispatcher.admin("POST", enable, "", 200);

      String user = "{\"name\":\"%s\",\"role\":\"%s\"}";
      dispatcher.admin("POST", "/v1/users", user.formatted("boss", "admin"), 201);
      for (String[] change :
          new String[][] {
            {"/v1/users", user.formatted("mine", "viewer")},
            {"/v1/users/boss/password", "{}"},
            {"/v1/users/boss/role", "{\"role\":\"viewer\"}"},
            {"/v1/users/boss/enable", ""}
          }) {
        assertThat(dispatcher.send(limited, "POST", change[0], change[1]).statusCode())
            .as(change[0])
            .isEqualTo(403);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "none",
      value = {
        "'\"function:x\"', none",
        "'\"access-key:*\"', none",
        "'\"*\"', deleted",
        "'\"user:y\",\"*:*\"', deleted",
      })
  void the_last_admin_without_limits_stays(String resources, String gone) throws Exception {
    try (var dispatcher = GuardedDispatcher.start(data)) {
      String admin = dispatcher.adminToken().split("_", 3)[1];
      String signing = GuardedDispatcher.variable(data, "AWS_ACCESS_KEY_ID");
      dispatcher.admin("DELETE", KEYS + "/" + signing, "", 204);
      made(dispatcher, "other", resources);
      if (gone == null) {
        dispatcher.admin("POST", KEYS + "/" + admin + "/disable", "", 409);
      }
      dispatcher.admin("DELETE", KEYS + "/" + admin, "", gone == null ? 409 : 204);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "*, *, true",
    "*:*, *, true",
    "*, function:a, true",
    "function:*, *, false",
    "function:*, f*:a, false",
    "function:a*, function:ab*, true",
    "function:a*, function:*, false",
    "function:ab*, function:a*, false",
    "function:a, function:a:live, true",
    "function:a:live, function:a, false",
    "function:*b, function:a*b, true",
    "function:a*b, function:a*, false",
  })
  void patterns_cover_others(String held, String given, boolean covered) {
    assertThat(Caller.covers(List.of(held), List.of(given))).isEqualTo(covered);
  }
}
