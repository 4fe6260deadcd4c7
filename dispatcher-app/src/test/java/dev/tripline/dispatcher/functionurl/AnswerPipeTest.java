package dev.tripline.dispatcher.functionurl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.invocation.InvocationResult;
import dev.tripline.spi.invocation.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AnswerPipeTest {
  private static final byte[] LARGE = new byte[200 * 1024];

  private final AnswerPipe pipe = new AnswerPipe();
  private final CountDownLatch written = new CountDownLatch(3);

  private static AnswerPipe.Ended ended() {
    return new AnswerPipe.Ended(
        new InvocationResult(
            new Outcome.Succeeded(new byte[0]), "$LATEST", null, Instant.EPOCH, Duration.ZERO));
  }

  private Thread writer() {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            for (int i = 0; i < 3; i++) {
              pipe.write(LARGE, 0, LARGE.length);
              written.countDown();
            }
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
        });
  }

  @Test
  void a_writer_waits_for_its_reader_and_all_that_was_written_comes_before_the_end()
      throws Exception {
    pipe.runs("7");
    pipe.begin("text/plain");
    Thread writer = writer();
    assertThat(pipe.next()).isEqualTo(new AnswerPipe.Begun("text/plain", "7"));
    while (written.getCount() > 1) {
      Thread.onSpinWait();
    }
    assertThat(written.getCount()).as("the third has no room").isEqualTo(1);
    for (int i = 0; i < 3; i++) {
      assertThat(pipe.next()).isInstanceOf(AnswerPipe.Piece.class);
    }
    writer.join();
    pipe.end(ended());
    assertThat(pipe.next()).isInstanceOf(AnswerPipe.Ended.class);
  }

  @Test
  void a_writer_goes_on_when_nobody_reads_any_more() throws Exception {
    Thread writer = writer();
    pipe.abandon();
    writer.join();
    assertThat(written.getCount()).isZero();
  }

  @Test
  void a_writer_goes_on_when_the_invocation_is_over() throws Exception {
    Thread writer = writer();
    pipe.end(ended());
    writer.join();
    assertThat(written.getCount()).isZero();
  }
}
