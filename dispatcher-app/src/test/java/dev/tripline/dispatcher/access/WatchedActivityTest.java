package dev.tripline.dispatcher.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A stream of events ends when its watcher may not watch any more.
class WatchedActivityTest {
  @TempDir Path data;

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void a_disabled_token_ends_its_streams() throws Exception {
    try (var dispatcher = GuardedDispatcher.start(data);
        var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      String token = dispatcher.token("watcher", "viewer");
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(dispatcher.endpoint() + "/v1/activity"))
              .header("Authorization", "Bearer " + token)
              .build();
      var answer = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      assertThat(answer.statusCode()).isEqualTo(200);
      try (var lines =
          new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
        assertThat(lines.readLine()).isEqualTo("event: watching");

        String id = token.split("_", 3)[1];
        dispatcher.admin("POST", "/v1/access-keys/" + id + "/disable", "", 200);

        assertThat(lines.lines()).as("what follows until its end").hasSizeLessThan(10);
      }
    }
  }
}
