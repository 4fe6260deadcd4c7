package dev.tripline.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.sdk.json.InvalidPayloadException;
import dev.tripline.sdk.testing.BatchEvents;
import dev.tripline.sdk.testing.HandlerHarness;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BatchHandlerTest {
  private final List<String> seen = new ArrayList<>();
  private final HandlerHarness texts = HandlerHarness.of(new Texts(seen));

  record Texts(List<String> seen) implements BatchHandler<String> {
    @Override
    public void handle(String message, BatchRecord record, Invocation invocation) {
      seen.add(message);
      if (message.startsWith("bad")) {
        throw new IllegalStateException("cannot digest " + message);
      }
    }
  }

  record Reading(int celsius) {}

  static final class Readings implements BatchHandler<Reading> {
    @Override
    public void handle(Reading reading, BatchRecord record, Invocation invocation) {
      invocation.log(record.id() + "=" + reading.celsius() + " attempt " + record.attempt());
    }
  }

  static final class Changes implements BatchHandler<Map<String, Object>> {
    @Override
    public void handle(Map<String, Object> change, BatchRecord record, Invocation invocation) {
      invocation.log(String.valueOf(change.get("NewImage")));
    }
  }

  @Test
  void only_failed_messages_of_a_queue_are_reported() {
    var answer = texts.invokeJson(BatchEvents.sqs("a", "bad b", "c", "bad d"));

    assertThat(answer.json())
        .isEqualTo(
            "{\"batchItemFailures\":[{\"itemIdentifier\":\"message-2\"},"
                + "{\"itemIdentifier\":\"message-4\"}]}");
    assertThat(seen).containsExactly("a", "bad b", "c", "bad d");
    assertThat(answer.log()).contains("message message-2 failed at attempt 1 and is reported");
  }

  @Test
  void a_batch_without_failures_is_reported_as_empty() {
    assertThat(texts.invokeJson(BatchEvents.sqs("a", "b")).json())
        .isEqualTo("{\"batchItemFailures\":[]}");
  }

  @Test
  void rabbitmq_messages_fail_one_by_one() {
    assertThat(texts.invokeJson(BatchEvents.rabbitmq("orders", "bad a", "b")).failedItems())
        .containsExactly("message-1");
    assertThat(seen).containsExactly("bad a", "b");
  }

  @Test
  void a_rabbitmq_message_tells_its_own_attempt() {
    String again =
        BatchEvents.rabbitmq("orders", "{\"celsius\":4}").replace("\"attempt\":1", "\"attempt\":3");

    assertThat(HandlerHarness.of(new Readings()).invokeJson(again).log())
        .isEqualTo("message-1=4 attempt 3\n");
  }

  @Test
  void a_stream_stops_at_its_first_failure_and_returns_the_rest() {
    assertThat(texts.invokeJson(BatchEvents.kinesis("a", "bad b", "c")).failedItems())
        .containsExactly("2", "3");
    assertThat(seen).containsExactly("a", "bad b");
  }

  @Test
  void a_fifo_group_stops_while_other_groups_go_on() {
    var messages =
        List.of(
            Map.entry("one", "bad a"),
            Map.entry("two", "b"),
            Map.entry("one", "c"),
            Map.entry("two", "d"));

    assertThat(texts.invokeJson(BatchEvents.fifo(messages)).failedItems())
        .containsExactly("message-1", "message-3");
    assertThat(seen).containsExactly("bad a", "b", "d");
  }

  @Test
  void a_kafka_failure_is_named_by_partition_and_offset() {
    var answer = texts.invokeJson(BatchEvents.kafka("orders", 3, "a", "bad b"));

    assertThat(answer.failedItems()).containsExactly("orders-3@1");
    assertThat(answer.json()).contains("\"partition\":\"orders-3\"").contains("\"offset\":1");
  }

  @Test
  void a_message_that_does_not_fit_fails_alone() {
    var harness = HandlerHarness.of(new Readings());

    var answer = harness.invokeJson(BatchEvents.sqs("{\"celsius\":20}", "{", "{\"celsius\":-3}"));

    assertThat(answer.failedItems()).containsExactly("message-2");
    assertThat(answer.log()).contains("message-1=20 attempt 1").contains("message-3=-3 attempt 1");
  }

  @Test
  void the_change_of_a_table_is_the_message() {
    var image = Map.of("Id", Map.of("N", "7"));

    var answer = HandlerHarness.of(new Changes()).invokeJson(BatchEvents.dynamodb(image));

    assertThat(answer.failedItems()).isEmpty();
    assertThat(answer.log()).contains("{Id={N=7}}");
  }

  @Test
  void a_message_without_a_name_fails_the_whole_batch() {
    String nameless =
        BatchEvents.rabbitmq("orders", "bad a")
            .replace("itemIdentifier", "a")
            .replace("messageId", "b");

    assertThatThrownBy(() -> texts.invokeJson(nameless))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("cannot digest bad a");
  }

  @Test
  void what_is_no_batch_fails_as_a_whole() {
    assertThatThrownBy(() -> texts.invokeJson("{\"hello\":1}"))
        .isInstanceOf(InvalidPayloadException.class);
    assertThatThrownBy(() -> texts.invokeJson("{\"Records\":[{\"eventSource\":\"aws:s3\"}]}"))
        .hasMessageContaining("eventSource is aws:s3");
  }
}
