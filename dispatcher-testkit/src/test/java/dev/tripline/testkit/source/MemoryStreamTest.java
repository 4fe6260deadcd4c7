package dev.tripline.testkit.source;

import dev.tripline.spi.source.StreamSource;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

class MemoryStreamTest implements StreamSourceContract {

  @Override
  public StreamUnderTest stream() {
    return new Fake();
  }

  private static final class Fake implements StreamUnderTest {
    private final MemoryStream stream = new MemoryStream(4, InstantSource.system());

    @Override
    public Set<Capability> capabilities() {
      return EnumSet.complementOf(EnumSet.of(Capability.ONE_SHARD));
    }

    @Override
    public StreamSource open() {
      return stream.open();
    }

    @Override
    public void publish(List<Message> messages) {
      messages.forEach(message -> stream.publish(message.key(), message.body()));
    }

    @Override
    public void reshard() {
      stream.split("shard-000");
      stream.merge("shard-002", "shard-003");
    }

    @Override
    public void trim() {
      stream.shardIds().forEach(stream::trim);
    }

    @Override
    public void close() {}
  }
}
