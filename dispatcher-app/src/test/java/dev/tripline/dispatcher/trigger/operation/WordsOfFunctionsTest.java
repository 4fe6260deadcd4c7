package dev.tripline.dispatcher.trigger.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.access.rule.HiddenContent;
import dev.tripline.dispatcher.trigger.operation.StreamView.ParkedTotals;
import dev.tripline.dispatcher.trigger.operation.StreamView.Shard;
import dev.tripline.dispatcher.trigger.operation.TriggerView.Counts;
import dev.tripline.dispatcher.trigger.operation.TriggerView.Told;
import dev.tripline.spi.parking.ParkedKeys.ParkedKey;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// The state of triggers and parked keys, without what functions and records say.
class WordsOfFunctionsTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String WORDS = "customer 4711 has no card";
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private static TriggerView trigger() {
    var shards =
        List.of(
            new Shard("shard-1", 1L, 2L, 3, WORDS, "seq-1"),
            new Shard("shard-2", 1L, 2L, 3, "OK", "seq-2"),
            new Shard("shard-3", 1L, 2L, 3, null, null));
    var told = new Told(WORDS, NOW);
    var counts = new Counts(1, 2, 3, 4);
    var result = new Told("1 succeeded", NOW);
    var node =
        new NodeStatus(
            "n",
            NOW,
            "Suspended",
            NOW,
            WORDS,
            null,
            told,
            NOW,
            result,
            1,
            null,
            shards,
            null,
            counts);
    return new TriggerView(
        "id",
        "name",
        "f",
        false,
        JsonNodeFactory.instance.objectNode(),
        null,
        null,
        null,
        "Suspended",
        NOW,
        WORDS,
        null,
        told,
        NOW,
        result,
        1,
        null,
        StreamView.of(shards, true, null, new ParkedTotals(1, 2, 3)),
        0,
        counts,
        1,
        NOW,
        NOW,
        List.of(node));
  }

  @Test
  void a_trigger_is_shown_without_them() {
    assertThat(JSON.writeValueAsString(trigger())).contains(WORDS);

    String shown = JSON.writeValueAsString(trigger().withoutContent());

    assertThat(shown)
        .doesNotContain(WORDS)
        .contains("\"state\":\"Suspended\"", "\"message\":\"hidden\"", "1 succeeded", "\"OK\"")
        .contains("\"suspendedBecause\":\"hidden\"", "seq-1");
  }

  @Test
  void a_url_is_shown_without_what_may_be_secret() {
    assertThat(HiddenContent.ofUrl("https://me:pass@host/in?token=1#part"))
        .isEqualTo("https://hidden@host/in?hidden");
    assertThat(HiddenContent.ofUrl("amqp://broker/exchange/key"))
        .isEqualTo("amqp://broker/exchange/key");
    assertThat(HiddenContent.ofUrl("arn:aws:sqs:us-east-1:000000000000:queue"))
        .isEqualTo("arn:aws:sqs:us-east-1:000000000000:queue");
  }

  @Test
  void a_parked_key_is_shown_without_its_key() {
    var key = new ParkedKey(WORDS, "shard-1", NOW, "spent", "letter", 3, 4, false, WORDS);
    var page =
        new ParkedKeyOperations.Page(List.of(ParkedKeyView.of(key)), ParkedKeyView.cursor(key));

    String shown = JSON.writeValueAsString(page.withoutContent());

    assertThat(shown)
        .doesNotContain(WORDS, ParkedKeyView.of(key).id(), ParkedKeyView.cursor(key))
        .contains("\"records\":3", "\"reason\":\"spent\"", "\"lastError\":\"hidden\"");
  }
}
