package dev.tripline.dispatcher.trigger.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.dispatcher.trigger.operation.TriggerView.Counts;
import dev.tripline.dispatcher.trigger.operation.TriggerView.Told;
import dev.tripline.spi.store.TriggerStatusStore.NodeReport;
import dev.tripline.spi.store.TriggerStatusStore.Report;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeSumTest {
  private static final Instant TIME = Instant.parse("2026-01-31T12:00:00Z");

  @ParameterizedTest(name = "paused {0}: {1} → {2}")
  @CsvSource({
    "false, Enabled, Enabled",
    "false, Standby Enabled Standby, Enabled",
    "false, Enabled Failing, Failing",
    "false, Failing Suspended, Suspended",
    "false, Creating Standby, Creating",
    "false, Paused, Creating",
    "true, Paused Paused, Paused",
    "true, Paused Enabled, Pausing",
    "true, Pausing, Pausing",
  })
  void state_is_that_of_the_worst_node(boolean paused, String states, String expected) {
    List<NodeStatus> nodes =
        Arrays.stream(states.split(" ")).map(state -> node(state, 1, null)).toList();
    assertThat(new NodeSum(paused, nodes).state()).isEqualTo(expected);
  }

  @Test
  void numbers_are_added_and_the_latest_message_is_kept() {
    NodeSum sum =
        new NodeSum(
            false,
            List.of(
                node("Enabled", 2, new Told("later", TIME.plusSeconds(1))),
                node("Enabled", 3, new Told("earlier", TIME)),
                node("Enabled", 4, null)));
    assertThat(sum.inFlight()).isEqualTo(9);
    assertThat(sum.pollers()).isEqualTo(9);
    assertThat(sum.counts()).isEqualTo(new Counts(9, 18, 0, 0));
    assertThat(sum.lastError()).isEqualTo(new Told("later", TIME.plusSeconds(1)));
    assertThat(sum.shards()).isNull();
  }

  @Test
  void log_is_told_by_the_node_that_reads_it() {
    NodeStatus reading = node("Enabled", 3, new Told("earlier", TIME));
    NodeSum sum =
        new NodeSum(false, List.of(node("Standby", 2, null), reading, node("Standby", 4, null)));
    assertThat(sum.log()).isEqualTo(reading.log());
  }

  @ParameterizedTest(name = "paused {0}, {1} MB kept: warned {2}")
  @CsvSource({"true, 63, false", "true, 64, true", "false, 64, false"})
  void log_that_grows_while_nothing_reads_it_is_warned_of(boolean paused, int kept, boolean warns) {
    String warning = LogView.warning(paused, new LogView(kept * 1024L * 1024L, null));
    if (warns) {
      assertThat(warning).contains("keeps " + kept + " MB of its log");
    } else {
      assertThat(warning).isNull();
    }
  }

  @Test
  void report_of_another_node_is_read_as_it_was_written() {
    NodeStatus status = node("Failing", 2, new Told("no route", TIME));
    NodeStatus read =
        NodeStatus.of(
            new NodeReport(
                status.node(), TIME, new Report("t", status.state(), status.document())));
    assertThat(read).isEqualTo(status);
  }

  private static NodeStatus node(String state, int number, @Nullable Told error) {
    return new NodeStatus(
        "1@host",
        TIME,
        state,
        null,
        null,
        null,
        error,
        null,
        null,
        number,
        number,
        null,
        new LogView((long) number, error == null ? null : 5L),
        new Counts(number, 2L * number, 0, 0));
  }
}
