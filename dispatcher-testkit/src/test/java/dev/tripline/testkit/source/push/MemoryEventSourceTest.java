package dev.tripline.testkit.source.push;

import dev.tripline.spi.source.EventSource;

class MemoryEventSourceTest implements EventSourceContract {
  private final MemoryEventSource.Origin origin = new MemoryEventSource.Origin();

  @Override
  public EventSource open() {
    return origin.open();
  }

  @Override
  public void happen(String subject) {
    origin.happen(subject);
  }

  @Override
  public void setReachable(boolean reachable) {
    origin.setReachable(reachable);
  }
}
