package dev.tripline.dispatcher.rest.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.apache.coyote.InputBuffer;
import org.apache.tomcat.util.net.ApplicationBufferHandler;
import org.junit.jupiter.api.Test;

/// Bodies of several requests that share the memory for them.
class PacedBodyTest {
  private static final int PART = 64 * 1024;
  private static final BodyPace PACE = new BodyPace(Duration.ofHours(1), 1, 1);

  private final BodyMemory memory = new BodyMemory(10 * PART, 10 * PART);

  /// Parts of the same length, without end.
  private static final class Endless implements InputBuffer {
    @Override
    public int doRead(ApplicationBufferHandler handler) {
      return PART;
    }

    @Override
    public int available() {
      return PART;
    }
  }

  private static PacedBody body(BodyMemory memory, long length, String sender) {
    return new PacedBody(new Endless(), PACE, memory, length, () -> sender);
  }

  private PacedBody body() {
    return body(memory, -1, "address a");
  }

  private static void read(PacedBody body, int parts) throws IOException {
    for (int i = 0; i < parts; i++) {
      body.doRead(ApplicationBufferHandler.EMPTY);
    }
  }

  @Test
  void bodies_beyond_the_memory_are_refused_until_others_have_ended() throws IOException {
    PacedBody first = body();
    read(first, 7); // the first part of each is free
    try (PacedBody second = body()) {
      read(second, 5);
      assertThatThrownBy(() -> read(second, 1)).isInstanceOf(IOException.class);
      assertThat(second.withoutMemory()).isTrue();
      assertThat(second.late()).isFalse();
    }
    assertThat(memory.held()).isEqualTo(6 * PART);
    first.close();
    first.close();
    assertThat(memory.held()).isZero();
    try (PacedBody third = body()) {
      read(third, 11);
      assertThat(third.failed()).isFalse();
    }
  }

  @Test
  void small_bodies_pass_and_what_is_discarded_takes_none() throws IOException {
    try (PacedBody first = body();
        PacedBody small = body();
        PacedBody discarded = body()) {
      read(first, 11);
      read(small, 1);
      discarded.discard();
      read(discarded, 1_000);
      assertThat(memory.held()).isEqualTo(10 * PART);
    }
    assertThat(memory.held()).isZero();
  }

  @Test
  void senders_who_never_end_leave_room_for_others() throws IOException {
    BodyMemory shared = new BodyMemory(100 * PART, 10 * PART);
    try (PacedBody dripping = body(shared, -1, "key k")) {
      read(dripping, 9); // the first part of each is free
      try (PacedBody sameKey = body(shared, -1, "key k");
          PacedBody sameAddress = body(shared, -1, "address a");
          PacedBody other = body(shared, -1, "key l")) {
        read(sameKey, 3);
        assertThatThrownBy(() -> read(sameKey, 1)).isInstanceOf(IOException.class);
        assertThat(sameKey.withoutMemory()).isTrue();
        read(sameAddress, 11);
        read(other, 11);
        assertThat(other.failed()).isFalse();
      }
    }
    assertThat(shared.held()).isZero();
    assertThat(shared.senders()).isZero();
  }

  @Test
  void bodies_that_have_ended_count_in_no_share() throws IOException {
    BodyMemory shared = new BodyMemory(100 * PART, 10 * PART);
    try (PacedBody first = body(shared, 11 * PART, "address a");
        PacedBody second = body(shared, 11 * PART, "address a")) {
      read(first, 11);
      read(second, 11);
      assertThat(shared.held()).isEqualTo(20 * PART);
      assertThat(shared.senders()).isZero();
    }
    assertThat(shared.held()).isZero();
  }
}
