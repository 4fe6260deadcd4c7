package dev.tripline.examples.stockmovements;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.sdk.testing.BatchEvents;
import dev.tripline.sdk.testing.HandlerHarness;
import org.junit.jupiter.api.Test;

class StockMovementsTest {
  private final HandlerHarness stock = HandlerHarness.of(new StockMovements());

  @Test
  void only_what_cannot_be_booked_comes_again() {
    var answer =
        stock.invokeJson(
            BatchEvents.rabbitmq(
                "stock",
                "{\"sku\":\"tea\",\"change\":5}",
                "{\"sku\":\"tea\",\"change\":-9}",
                "{\"change\":1}",
                "{\"sku\":\"tea\",\"change\":-2}"));

    assertThat(answer.failedItems()).containsExactly("message-2", "message-3");
    assertThat(answer.log())
        .contains(
            "tea is now 5", "tea would fall to -4", "a movement needs an sku", "tea is now 3");
  }
}
