package dev.tripline.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.store.TriggerStatusStore.NodeReport;
import dev.tripline.spi.store.TriggerStatusStore.Report;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every [dev.tripline.spi.store.TriggerStatusStore] must do.
public interface TriggerStatusStoreContract extends StoreContract {

  @Test
  default void report_is_read_with_its_node_and_time() {
    Report report = new Report("t-1", "Enabled", "{\"inFlight\":3}");
    store().triggerStatus().report(List.of(report, new Report("t-2", "Paused", "{}")));
    NodeReport read = store().triggerStatus().of("t-1").getFirst();
    assertThat(read.report()).isEqualTo(report);
    assertThat(read.node()).isNotBlank();
    assertThat(read.at()).isAfter(Instant.EPOCH);
    assertThat(store().triggerStatus().all())
        .extracting(row -> row.report().triggerId())
        .containsExactly("t-1", "t-2");
    assertThat(store().triggerStatus().of("none such")).isEmpty();
  }

  @Test
  default void next_report_takes_the_place_of_the_last_one() {
    store()
        .triggerStatus()
        .report(List.of(new Report("t-1", "Enabled", "{}"), new Report("t-2", "Enabled", "{}")));
    store().triggerStatus().report(List.of(new Report("t-2", "Failing", "{}")));
    assertThat(store().triggerStatus().all())
        .extracting(NodeReport::report)
        .containsExactly(new Report("t-2", "Failing", "{}"));
  }

  @Test
  default void rows_of_a_dead_node_are_not_shown() {
    store().triggerStatus().report(List.of(new Report("t-1", "Enabled", "{}")));
    StoreUnderTest next = store().successor();
    assertThat(next.triggerStatus().all()).isEmpty();
    next.triggerStatus().report(List.of(new Report("t-1", "Creating", "{}")));
    assertThat(next.triggerStatus().of("t-1"))
        .extracting(row -> row.report().state())
        .containsExactly("Creating");
  }

  @Test
  default void cleared_trigger_has_no_rows() {
    store()
        .triggerStatus()
        .report(List.of(new Report("t-1", "Enabled", "{}"), new Report("t-2", "Enabled", "{}")));
    store().triggerStatus().clear("t-1");
    assertThat(store().triggerStatus().all())
        .extracting(row -> row.report().triggerId())
        .containsExactly("t-2");
  }
}
