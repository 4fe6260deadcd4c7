package dev.tripline.runtime.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ReadBudgetTest {
  private static final int LIMIT = 6_000_000;

  private final ReadBudget budget = new ReadBudget(LIMIT);

  @Test
  void body_takes_memory_as_it_arrives_and_gives_it_back() throws IOException {
    HttpReader reader = reader("Content-Length: 6000000", 100_000);
    HttpReader.Head head = Objects.requireNonNull(reader.head());
    assertThatThrownBy(() -> reader.body(head, LIMIT)).isInstanceOf(EOFException.class);
    assertThat(budget.taken()).isZero();
    try (GrowingBytes body = new GrowingBytes(budget)) {
      assertThatThrownBy(() -> body.read(new ByteArrayInputStream(new byte[100_000]), 6_000_000))
          .isInstanceOf(EOFException.class);
      assertThat(budget.taken()).isBetween(100_000L, 200_000L + 8192);
    }
    assertThat(budget.taken()).isZero();
  }

  @Test
  void bodies_of_one_worker_share_what_there_is() throws IOException {
    try (GrowingBytes first = new GrowingBytes(budget);
        GrowingBytes second = new GrowingBytes(budget)) {
      first.read(new ByteArrayInputStream(new byte[LIMIT]), LIMIT);
      assertThatThrownBy(() -> second.read(new ByteArrayInputStream(new byte[LIMIT]), LIMIT))
          .hasMessageContaining("together take more than");
    }
    assertThat(budget.taken()).isZero();
  }

  @Test
  void large_head_gives_its_memory_back() throws IOException {
    HttpReader reader = reader("X-Cause: " + "x".repeat(1_000_000), 0);
    assertThat(Objects.requireNonNull(reader.head()).headers()).containsKey("x-cause");
    assertThat(budget.taken()).isZero();
  }

  private HttpReader reader(String header, int bytes) {
    byte[] head = ("POST / HTTP/1.1\r\n" + header + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
    byte[] all = java.util.Arrays.copyOf(head, head.length + bytes);
    return new HttpReader(new ByteArrayInputStream(all), budget);
  }
}
