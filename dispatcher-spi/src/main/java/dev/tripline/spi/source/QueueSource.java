package dev.tripline.spi.source;

import dev.tripline.spi.invocation.Attempt;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A queue that is polled: each delivery is settled on its own, in any order.
///
/// Polled and settled by one thread at a time. All methods throw [SourceUnavailableException] when
/// the queue is out of reach; whatever was polled and not settled by then comes again from the queue.
public interface QueueSource extends AutoCloseable {

  /// Waits up to `wait` for a first delivery, and then takes what is there, `max` at most; an empty
  /// list if nothing came.
  List<Delivery> poll(int max, Duration wait) throws InterruptedException;

  /// Settles for good: done, filtered out, or kept as a dead letter.
  void acknowledge(List<Delivery> deliveries) throws InterruptedException;

  /// Gives back for another attempt after about `delay`, with [Delivery#attempt()] raised. Nothing is
  /// lost if the source fails in between; a duplicate is possible then.
  ///
  /// @param failed this attempt, for [Delivery#earlier()] of the next; null if there was none
  void retry(List<Delivery> deliveries, Duration delay, @Nullable Attempt failed)
      throws InterruptedException;

  /// Asks the queue for no more messages from now on. What was asked for already is still polled, since
  /// nobody else would get it for a while.
  ///
  /// @return `true` if something may still come
  boolean finish();

  /// The batch in the shape in which AWS hands it to a function, UTF-8 JSON.
  byte[] toPayload(List<Delivery> deliveries);

  /// One message as it stands in the batch, UTF-8 JSON: what filters look at.
  byte[] toRecord(Delivery delivery);

  @Override
  void close();
}
