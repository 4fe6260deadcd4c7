package dev.tripline.testkit.source.push;

import dev.tripline.spi.source.EventSink;
import java.nio.charset.StandardCharsets;
import java.util.List;

class MemoryEventSinkTest implements EventSinkContract {
  private final MemoryEventSink sink = new MemoryEventSink();

  @Override
  public EventSink sink() {
    return sink;
  }

  @Override
  public List<String> payloads() {
    return sink.accepted().stream()
        .map(event -> new String(event.payload(), StandardCharsets.UTF_8))
        .toList();
  }

  @Override
  public int limit() {
    return MemoryEventSink.LIMIT;
  }
}
