package dev.tripline.adapter.kafka.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AnswerLengthsTest {
  private final AnswerLengths lengths = new AnswerLengths(1_000);

  @Test
  void answers_are_followed_however_their_bytes_are_cut() {
    ByteBuffer answers = ByteBuffer.allocate(4 + 1_000 + 4 + 4 + 3);
    answers.putInt(1_000).position(1_004).putInt(0).putInt(3).position(answers.capacity()).flip();
    for (int size : new int[] {1, 3, 5, 1_015}) {
      answers.rewind();
      while (answers.hasRemaining()) {
        ByteBuffer part = answers.slice(answers.position(), Math.min(size, answers.remaining()));
        answers.position(answers.position() + part.remaining());
        assertThat(lengths.note(part)).isNull();
        assertThat(part.hasRemaining()).isFalse();
      }
    }
  }

  @Test
  void first_length_that_is_none_is_told_as_another_protocol() {
    assertThat(
            new AnswerLengths(1_000)
                .note(ByteBuffer.wrap("HTTP/1.1".getBytes(StandardCharsets.US_ASCII))))
        .isEqualTo("does not speak Kafka: its answer begins with \"HTTP\"");
    assertThat(new AnswerLengths(1_000).note(ByteBuffer.allocate(4).putInt(0x15030300).flip()))
        .isEqualTo("does not speak Kafka: it answers with TLS, and was spoken to without");
    assertThat(new AnswerLengths(1_000).note(ByteBuffer.allocate(4).putInt(-2).flip()))
        .isEqualTo("does not speak Kafka: its answer begins with 0xfffffffe");
  }

  @Test
  void later_length_that_is_too_long_is_told_and_stays_so() {
    assertThat(lengths.note(ByteBuffer.allocate(6).putInt(2).rewind())).isNull();
    assertThat(lengths.note(ByteBuffer.allocate(4).putInt(1_001).flip())).contains("1001 bytes");
    assertThat(lengths.note(ByteBuffer.allocate(4).putInt(1).flip())).contains("1001 bytes");
  }
}
