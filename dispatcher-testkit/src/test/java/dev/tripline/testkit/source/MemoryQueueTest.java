package dev.tripline.testkit.source;

import dev.tripline.spi.source.QueueSource;
import java.time.InstantSource;
import java.util.List;

class MemoryQueueTest implements QueueSourceContract {
  private final MemoryQueue queue = new MemoryQueue(InstantSource.system());

  @Override
  public QueueSource open() {
    return queue.open();
  }

  @Override
  public void send(List<String> bodies) {
    bodies.forEach(queue::put);
  }
}
