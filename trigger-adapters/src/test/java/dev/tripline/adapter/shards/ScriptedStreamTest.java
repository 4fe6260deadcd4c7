package dev.tripline.adapter.shards;

import dev.tripline.spi.source.StreamSource;
import dev.tripline.store.Stores;
import dev.tripline.testkit.source.StreamSourceContract;
import dev.tripline.testkit.source.StreamUnderTest;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// The scripted stream answers as servers do, as long as no script says otherwise.
class ScriptedStreamTest implements StreamSourceContract {
  private @TempDir Path directory;
  private Stores stores;

  @BeforeEach
  void open() {
    stores = LeaseStore.sqlite(directory);
  }

  @AfterEach
  void close() {
    stores.close();
  }

  @Override
  public StreamUnderTest stream() {
    return new Fake(stores);
  }

  private static final class Fake implements StreamUnderTest {
    private final ScriptedStream stream = new ScriptedStream().shard("a").shard("b");
    private final Stores stores;

    /// The shard of each slot of the keys' hashes.
    private List<String> slots = List.of("a", "a", "b", "b");

    Fake(Stores stores) {
      this.stores = stores;
    }

    @Override
    public Set<Capability> capabilities() {
      return Set.of(Capability.RESHARD);
    }

    @Override
    public StreamSource open() {
      return ScriptedSource.of(stream, stores.shardLeases(), new Start.TrimHorizon());
    }

    @Override
    public void publish(List<Message> messages) {
      for (Message message : messages) {
        String shard = slots.get(Math.floorMod(message.key().hashCode(), slots.size()));
        stream.put(shard, message.key(), message.body());
      }
    }

    @Override
    public void reshard() {
      stream.shard("a1", "a").shard("a2", "a").shard("a2b", "a2", "b");
      slots = List.of("a1", "a2b", "a2b", "a2b");
    }

    @Override
    public void trim() {
      throw new UnsupportedOperationException("only its script trims");
    }

    @Override
    public void close() {}
  }
}
