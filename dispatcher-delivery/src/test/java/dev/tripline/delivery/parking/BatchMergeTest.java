package dev.tripline.delivery.parking;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BatchMergeTest {
  private static String merge(String... batches) {
    byte[] merged =
        BatchMerge.merge(
            Arrays.stream(batches).map(b -> b.getBytes(StandardCharsets.UTF_8)).toList());
    return new String(merged, StandardCharsets.UTF_8);
  }

  @Test
  void records_of_kinesis_are_joined_in_order() {
    assertThat(merge("{\"Records\":[{\"n\":1}]}", "{\"Records\":[{\"n\":2}]}"))
        .isEqualTo("{\"Records\":[{\"n\":1},{\"n\":2}]}");
  }

  @Test
  void records_of_kafka_are_joined_by_partition() {
    assertThat(
            merge(
                "{\"eventSource\":\"aws:kafka\",\"records\":{\"t-0\":[{\"offset\":1.50}]}}",
                "{\"eventSource\":\"aws:kafka\",\"records\":{\"t-0\":[{\"offset\":2}]}}",
                "{\"eventSource\":\"aws:kafka\",\"records\":{\"t-1\":[{\"offset\":1}]}}"))
        .isEqualTo(
            "{\"eventSource\":\"aws:kafka\",\"records\":{\"t-0\":[{\"offset\":1.50},{\"offset\":2}],"
                + "\"t-1\":[{\"offset\":1}]}}");
  }

  @Test
  void one_batch_stays_as_it_is() {
    assertThat(merge("{ \"Records\" : [] }")).isEqualTo("{ \"Records\" : [] }");
  }
}
