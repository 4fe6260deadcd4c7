package dev.tripline.dispatcher.trigger.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.trigger.OpenedSource;
import dev.tripline.dispatcher.trigger.SourceRun;
import dev.tripline.dispatcher.trigger.SourceTraits;
import dev.tripline.dispatcher.trigger.TimeoutLimit;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.spi.invocation.FunctionTarget;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(OutputCaptureExtension.class)
class RunningTriggerTest {
  private static final Duration SHORTEST = Duration.ofMillis(500);
  private final TriggerStatus status = new TriggerStatus(InstantSource.system());

  private static Trigger trigger() {
    SourceTraits traits =
        new SourceTraits("none", Set.of(), SourceTraits.Shape.QUEUE, TimeoutLimit.NONE);
    TriggerSource source = () -> traits;
    return new Trigger(
        "id",
        "orders",
        FunctionTarget.latest("f"),
        false,
        JsonMapper.shared().createObjectNode(),
        source,
        Trigger.Sharing.NONE,
        1,
        Instant.EPOCH,
        Instant.EPOCH);
  }

  private RunningTrigger running(OpenedSource.Runs runs, boolean competing) {
    return new RunningTrigger(
        trigger(), status, new OpenedSource.Reading(1, runs, competing), SHORTEST);
  }

  @Test
  void repeated_failure_is_logged_once_and_then_with_its_count(CapturedOutput output)
      throws Exception {
    var opened = new AtomicInteger();
    var enough = new CountDownLatch(12);
    RunningTrigger failing =
        running(
            () -> {
              enough.countDown();
              opened.incrementAndGet();
              throw new IllegalStateException("the secret has no user name");
            },
            false);
    failing.start(null);
    assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();
    failing.stop();
    failing.awaitEnd();
    assertThat(output.getAll().split("java.lang.IllegalStateException", -1)).hasSize(2);
    assertThat(output.getAll()).contains("has failed 10 times in the same way");
    assertThat(output.getAll().lines().filter(line -> line.contains("has no user name")))
        .hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void next_run_of_a_competing_source_begins_when_the_one_before_reads_no_more() throws Exception {
    var waits = new Waiting();
    RunningTrigger before = running(() -> waits, true);
    before.start(null);
    assertThat(waits.begun.await(60, TimeUnit.SECONDS)).isTrue();
    var next = new Waiting();
    RunningTrigger after = running(() -> next, true);
    before.stop();
    after.start(before);
    assertThat(next.begun.await(60, TimeUnit.SECONDS)).isTrue();
    after.stop();
    next.settled.countDown();
    assertThat(next.closed.await(60, TimeUnit.SECONDS)).isTrue();
    waits.settled.countDown();
    after.awaitEnd();
    assertThat(waits.closed.getCount()).isZero();
  }

  /// Reads until it is stopped; its batch is settled when the test says so.
  private static final class Waiting implements SourceRun {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final CountDownLatch settled = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public void run() throws InterruptedException {
      begun.countDown();
      stopped.await();
    }

    @Override
    public void stop() {
      stopped.countDown();
    }

    @Override
    public void close() {
      try {
        settled.await();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      closed.countDown();
    }
  }
}
