package dev.tripline.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.Host;
import dev.tripline.runtime.Patience;
import dev.tripline.runtime.RuntimeSettings;
import dev.tripline.runtime.WorkerCredentials;
import dev.tripline.runtime.WorkerCredentials.Issued;
import dev.tripline.spi.invocation.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A worker serves with valid and current credentials only.
class WorkerCredentialsTest {
  private static final String TELLING =
      """
      import os
      def handler(event, context):
          return [os.environ.get(name) for name in ["AWS_ACCESS_KEY_ID", "AWS_ENDPOINT_URL_LAMBDA"]]
      """;

  @TempDir Path directory;

  @SuppressWarnings("NullAway.Init") // by each test, with settings of its own
  private Host host;

  @AfterEach
  void stop() {
    host.close();
  }

  private static Issued issued(String id, @Nullable Instant validUntil, AtomicBoolean current) {
    return new Issued(
        Map.of(WorkerCredentials.KEY_ID, id, WorkerCredentials.SECRET_KEY, "secret"),
        Map.of("AWS_ENDPOINT_URL_LAMBDA", "http://127.0.0.1:9000"),
        validUntil,
        current::get);
  }

  @Test
  void a_worker_whose_credentials_may_end_within_an_invocation_is_replaced() {
    host = new Host(directory);
    AtomicInteger number = new AtomicInteger();
    FunctionSpec telling =
        host.draft("python3.12", "index.handler")
            .file("index.py", TELLING)
            .timeout(Duration.ofMinutes(10))
            .spec();
    host.runtime.giveCredentials(_ -> {
      int worker = number.incrementAndGet();
      Duration life = worker == 2 ? Duration.ofHours(1) : Duration.ofMinutes(5);
      return issued("key" + worker, Instant.now().plus(life), new AtomicBoolean(true));
    });
    assertThat(host.answer(telling, "1")).contains("\"key1\"");
    assertThat(host.answer(telling, "1")).as("the first ends too early").contains("\"key2\"");
    assertThat(host.answer(telling, "1")).as("the second lasts").contains("\"key2\"");
    assertThat(host.runtime.starts()).isEqualTo(2);
  }

  @Test
  void a_worker_with_credentials_that_were_replaced_is_replaced_too() {
    host = new Host(directory);
    AtomicBoolean firstIsCurrent = new AtomicBoolean(true);
    AtomicInteger number = new AtomicInteger();
    FunctionSpec telling = host.python(TELLING);
    host.runtime.giveCredentials(_ ->
        issued(
            "key" + number.incrementAndGet(),
            null,
            number.get() == 1 ? firstIsCurrent : new AtomicBoolean(true)));
    assertThat(host.answer(telling, "1")).contains("\"key1\"");
    assertThat(host.answer(telling, "1")).contains("\"key1\"");
    firstIsCurrent.set(false);
    assertThat(host.answer(telling, "1")).contains("\"key2\"");
    assertThat(host.answer(telling, "1")).contains("\"key2\"");
  }

  @Test
  void an_idle_worker_with_credentials_that_serve_no_more_is_stopped() {
    RuntimeSettings.Pool pool = RuntimeSettings.Pool.defaults();
    host =
        new Host(
            directory,
            settings ->
                Host.withPool(
                    settings,
                    new RuntimeSettings.Pool(
                        pool.concurrency(),
                        pool.scaleOutDelay(),
                        pool.memoryBudgetBytes(),
                        Duration.ofSeconds(4), // looked after every second
                        pool.drainTimeout())));
    AtomicBoolean current = new AtomicBoolean(true);
    AtomicInteger number = new AtomicInteger();
    host.runtime.giveCredentials(_ -> issued("key" + number.incrementAndGet(), null, current));
    FunctionSpec telling = host.python(TELLING);
    host.runtime.keep(telling, 1);
    assertThat(host.answer(telling, "1")).contains("\"key");
    int before = number.get();
    current.set(false);
    Patience.await("another worker in its place", () -> number.get() > before);
    current.set(true);
  }

  @Test
  void endpoints_lose_against_the_functions_own_and_against_one_for_everything() {
    host = new Host(directory);
    host.runtime.giveCredentials(_ -> issued("key", null, new AtomicBoolean(true)));
    assertThat(host.answer(host.python(TELLING), "1"))
        .isEqualTo("[\"key\", \"http://127.0.0.1:9000\"]");
    FunctionSpec own =
        host.draft("python3.12", "index.handler")
            .file("index.py", TELLING)
            .environment("AWS_ENDPOINT_URL_LAMBDA", "http://own:1")
            .spec();
    assertThat(host.answer(own, "1")).isEqualTo("[\"key\", \"http://own:1\"]");
    FunctionSpec everything =
        host.draft("python3.12", "index.handler")
            .file("index.py", TELLING)
            .environment("AWS_ENDPOINT_URL", "http://all:1")
            .spec();
    assertThat(host.answer(everything, "1")).isEqualTo("[\"key\", null]");
  }

  @Test
  void without_credentials_nothing_is_started_and_the_reason_is_told() {
    host = new Host(directory);
    host.runtime.giveCredentials(_ -> {
      throw new IOException("the secret secret:aws is not there");
    });
    Outcome outcome = host.run(host.python(TELLING), "1").outcome();
    assertThat(outcome).isInstanceOf(Outcome.Unreachable.class);
    assertThat(outcome.toString()).contains("the secret secret:aws is not there");
    assertThat(host.runtime.starts()).isZero();
  }
}
