package dev.tripline.examples.stockmovements;

import dev.tripline.sdk.BatchHandler;
import dev.tripline.sdk.BatchRecord;
import dev.tripline.sdk.Invocation;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Books stock movements that come in batches from a queue (SQS or RabbitMQ). A movement that cannot
/// be booked comes again alone; the rest of its batch is done.
public final class StockMovements implements BatchHandler<StockMovements.Movement> {
  private final Map<String, Integer> stock = new ConcurrentHashMap<>();

  /// @param change positive for goods that came in
  public record Movement(String sku, int change) {
    public Movement {
      if (sku == null || sku.isBlank()) {
        throw new IllegalArgumentException("a movement needs an sku");
      }
    }
  }

  @Override
  public void handle(Movement movement, BatchRecord record, Invocation invocation) {
    int after = stock.getOrDefault(movement.sku(), 0) + movement.change();
    if (after < 0) {
      throw new IllegalStateException(movement.sku() + " would fall to " + after);
    }
    stock.put(movement.sku(), after);
    invocation.log(movement.sku() + " is now " + after);
  }
}
