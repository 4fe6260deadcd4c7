package dev.tripline.spi.liveness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class VitalThreadsTest {
  @Test
  void thread_that_ends_with_a_failure_is_remembered_and_one_that_ends_is_not() throws Exception {
    Thread ended = VitalThreads.ofVirtual("ends").start(() -> {});
    Thread platform =
        VitalThreads.ofPlatform("of the platform").start(() -> fail(new StackOverflowError("s")));
    Thread virtual =
        VitalThreads.ofVirtual("virtual").start(() -> fail(new NoClassDefFoundError("n")));
    for (Thread thread : List.of(ended, platform, virtual)) {
      thread.join();
    }
    assertThat(VitalThreads.dead())
        .containsEntry("of the platform", "java.lang.StackOverflowError: s")
        .containsEntry("virtual", "java.lang.NoClassDefFoundError: n")
        .doesNotContainKey("ends");
  }

  private static void fail(Error error) {
    throw error;
  }
}
