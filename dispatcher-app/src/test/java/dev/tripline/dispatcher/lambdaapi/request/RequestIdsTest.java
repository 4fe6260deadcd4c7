package dev.tripline.dispatcher.lambdaapi.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RequestIdsTest {

  @Test
  void each_is_another_random_uuid() {
    RequestIds ids = new RequestIds();
    Set<UUID> seen = ConcurrentHashMap.newKeySet();
    IntStream.range(0, 10_000).parallel().forEach(_ -> seen.add(ids.get()));
    assertThat(seen).hasSize(10_000);
    assertThat(seen).allMatch(id -> id.version() == 4 && id.variant() == 2);
    long ones = seen.stream().mapToLong(id -> id.getLeastSignificantBits() & 1).sum();
    assertThat(ones).isBetween(4_000L, 6_000L);
  }
}
