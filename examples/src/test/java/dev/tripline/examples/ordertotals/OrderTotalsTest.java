package dev.tripline.examples.ordertotals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.sdk.testing.HandlerHarness;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderTotalsTest {
  @TempDir Path bucket;

  @Test
  void a_dropped_file_is_added_up() throws IOException {
    Files.writeString(bucket.resolve("may orders.csv"), "ada,2,10.50\nbob,1,4\nada,1,1\n");

    var answer = totals().attempt(2).requestId("r-1").invokeJson(dropped("may+orders.csv"));

    assertThat(answer.json())
        .isEqualTo(
            "{\"files\":[{\"key\":\"may orders.csv\",\"orders\":3,\"total\":26.00,"
                + "\"byCustomer\":{\"ada\":22.00,\"bob\":4}}]}");
    assertThat(answer.log())
        .isEqualTo("may orders.csv: 3 orders, 26.00 in total, attempt 2 of event r-1\n");
  }

  @Test
  void a_file_that_is_no_order_file_fails_and_names_the_line() throws IOException {
    Files.writeString(bucket.resolve("bad.csv"), "ada,2,10.50\nthis is no order\n");

    assertThatThrownBy(() -> totals().invokeJson(dropped("bad.csv")))
        .isInstanceOf(InvalidOrderFileException.class)
        .hasMessage("bad.csv, line 2 is not customer,quantity,price: this is no order");
  }

  @Test
  void a_removed_file_is_not_read() {
    String removed = dropped("gone.csv").replace("ObjectCreated:Put", "ObjectRemoved:Delete");

    assertThat(totals().invokeJson(removed).json()).isEqualTo("{\"files\":[]}");
  }

  private HandlerHarness totals() {
    return HandlerHarness.of(new OrderTotals(bucket));
  }

  private static String dropped(String key) {
    return """
    {"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","eventName":"ObjectCreated:Put",
      "eventTime":"2026-05-01T12:00:00.000Z",
      "s3":{"bucket":{"name":"inbox"},"object":{"key":"%s","size":12,"sequencer":"0A"}}}]}
    """
        .formatted(key);
  }
}
