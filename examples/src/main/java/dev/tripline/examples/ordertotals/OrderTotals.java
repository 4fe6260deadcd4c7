package dev.tripline.examples.ordertotals;

import dev.tripline.sdk.EventHandler;
import dev.tripline.sdk.Invocation;
import dev.tripline.sdk.event.StorageEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Adds up each order file (`customer,quantity,price` a line) that is dropped into a folder.
///
/// The folder is named by the variable `BUCKET_DIRECTORY`. A file that is no order file fails the
/// invocation; the dispatcher tries again and at last keeps the event as a dead letter.
public final class OrderTotals implements EventHandler<StorageEvent, OrderTotals.Report> {
  private final Path bucketDirectory;

  /// Called by the runtime.
  public OrderTotals() {
    this(Path.of(System.getenv().getOrDefault("BUCKET_DIRECTORY", ".")));
  }

  OrderTotals(Path bucketDirectory) {
    this.bucketDirectory = bucketDirectory;
  }

  /// The function's answer.
  public record Report(List<OrderFile> files) {}

  @Override
  public Report handle(StorageEvent event, Invocation invocation) throws IOException {
    List<OrderFile> files = new ArrayList<>();
    for (StorageEvent.Notice notice : event.records()) {
      if (notice.created()) {
        Path path = bucketDirectory.resolve(notice.key());
        OrderFile file = OrderFile.parse(notice.key(), Files.readAllLines(path));
        invocation.log(
            "%s: %d orders, %s in total, attempt %d of event %s"
                .formatted(
                    file.key(),
                    file.orders(),
                    file.total(),
                    invocation.attempt(),
                    invocation.idempotencyId()));
        files.add(file);
      }
    }
    return new Report(files);
  }
}
