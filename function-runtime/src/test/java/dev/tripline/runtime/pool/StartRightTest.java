package dev.tripline.runtime.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.runtime.FunctionSpec;
import dev.tripline.runtime.Host;
import dev.tripline.spi.invocation.InvocationRequest;
import dev.tripline.spi.invocation.Outcome;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An event may belong to another node by the time at which a worker is free for it.
class StartRightTest {
  private static final String COUNTING =
      """
      seen = []
      def handler(event, context):
          seen.append(event)
          return seen
      """;

  @TempDir Path directory;
  private Host host;

  @BeforeEach
  void start() {
    host = new Host(directory);
  }

  @AfterEach
  void stop() {
    host.close();
  }

  @Test
  void event_whose_right_is_lost_before_is_not_run() {
    FunctionSpec function = host.python(COUNTING);
    host.answer(function, "1");
    InvocationRequest lost = Host.request("2", false).under(() -> false);
    assertThat(host.run(function, lost).outcome()).isInstanceOf(Outcome.Unreachable.class);
    assertThat(host.answer(function, "3")).isEqualTo("[1, 3]");
  }

  @Test
  void event_whose_right_is_lost_while_its_worker_starts_is_not_run_and_the_worker_serves_others() {
    FunctionSpec function = host.python(COUNTING);
    AtomicInteger questions = new AtomicInteger();
    InvocationRequest lost = Host.request("1", false).under(() -> questions.incrementAndGet() == 1);
    assertThat(host.run(function, lost).outcome()).isInstanceOf(Outcome.Unreachable.class);
    assertThat(questions).hasValue(2);
    assertThat(host.answer(function, "2")).isEqualTo("[2]");
  }
}
