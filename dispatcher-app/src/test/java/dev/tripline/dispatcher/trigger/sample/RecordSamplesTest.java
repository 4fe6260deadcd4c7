package dev.tripline.dispatcher.trigger.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.delivery.filter.EventFilter;
import dev.tripline.delivery.filter.FilteredSource;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.store.Stores;
import dev.tripline.store.engine.StoreSettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordSamplesTest {
  private static final FilteredSource SOURCE = FilteredSource.plain("body");

  @TempDir Path directory;
  private Stores stores;

  @BeforeEach
  void open() {
    stores =
        Stores.open(
            StoreSettings.sqlite(directory.resolve("store.db")),
            InstantSource.system(),
            Milestone.Listener.NONE);
  }

  @AfterEach
  void close() {
    stores.close();
  }

  private RecordSamples samples(int perTrigger) {
    SampleSettings settings = new SampleSettings(perTrigger);
    return new RecordSamples(
        new SampleStore(stores.reader(), stores.writer(), stores.cipher(), perTrigger),
        settings,
        stores.clock());
  }

  /// Takes records that begin with `+`.
  private static EventFilter watched(RecordSamples samples, String trigger) {
    return samples.watched(trigger, SOURCE, List.of("{}"), record -> record[0] == '+');
  }

  private static void look(EventFilter filter, String record) {
    filter.matches(record.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> records(RecordSamples samples, String trigger) {
    return samples.last(trigger).stream()
        .map(sample -> new String(sample.record(), StandardCharsets.UTF_8))
        .toList();
  }

  @Test
  void last_records_of_each_trigger_and_sort_are_kept() {
    RecordSamples samples = samples(2);
    EventFilter orders = watched(samples, "orders");
    for (int i = 0; i < 3; i++) {
      look(orders, "+" + i);
      look(orders, "-" + i);
    }
    look(watched(samples, "mails"), "-m");
    assertThat(records(samples, "orders")).containsExactly("-2", "+2", "-1", "+1");
    assertThat(records(samples, "mails")).containsExactly("-m");
  }

  @Test
  void busy_trigger_does_not_take_the_place_of_others() {
    RecordSamples samples = samples(100);
    EventFilter busy = watched(samples, "busy");
    for (int i = 0; i < 1_000; i++) {
      look(busy, "-" + i);
    }
    look(watched(samples, "quiet"), "-q");
    assertThat(records(samples, "quiet")).containsExactly("-q");
    assertThat(records(samples, "busy")).hasSize(10);
  }

  @Test
  void node_that_keeps_none_removes_those_of_before() {
    RecordSamples samples = samples(20);
    look(watched(samples, "orders"), "-secret");
    assertThat(records(samples, "orders")).containsExactly("-secret");
    RecordSamples none = samples(0);
    none.start();
    RecordSamples again = samples(20);
    assertThat(records(again, "orders")).isEmpty();
  }
}
