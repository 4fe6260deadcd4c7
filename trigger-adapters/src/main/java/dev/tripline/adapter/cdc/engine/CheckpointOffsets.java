package dev.tripline.adapter.cdc.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.apache.kafka.connect.runtime.WorkerConfig;
import org.apache.kafka.connect.storage.OffsetBackingStore;
import org.apache.kafka.connect.util.Callback;
import org.jspecify.annotations.Nullable;

/// The offset of one reading: at its start the checkpoint of the shard, which the dispatcher's store has.
/// What the engine writes here was committed there before, so it is only kept for this run.
public final class CheckpointOffsets implements OffsetBackingStore {

  /// The property with the offset as JSON; missing for a reading from the beginning.
  public static final String OFFSET = "tripline.offset";

  private final Map<ByteBuffer, ByteBuffer> written = new HashMap<>();
  private @Nullable ByteBuffer first;

  /// Called by the engine.
  public CheckpointOffsets() {}

  @Override
  public void configure(WorkerConfig config) {
    Object offset = config.originals().get(OFFSET);
    if (offset != null) {
      first = ByteBuffer.wrap(offset.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  @Override
  public void start() {}

  @Override
  public void stop() {}

  @Override
  public synchronized Future<Map<ByteBuffer, ByteBuffer>> get(Collection<ByteBuffer> keys) {
    Map<ByteBuffer, ByteBuffer> found = new HashMap<>();
    for (ByteBuffer key : keys) {
      ByteBuffer value = written.getOrDefault(key, first);
      if (value != null) {
        found.put(key, value.duplicate());
      }
    }
    return CompletableFuture.completedFuture(found);
  }

  @Override
  public synchronized Future<Void> set(
      Map<ByteBuffer, ByteBuffer> values, Callback<Void> callback) {
    written.putAll(values);
    callback.onCompletion(null, null);
    return CompletableFuture.completedFuture(null);
  }

  /// There is one.
  @Override
  public Set<Map<String, Object>> connectorPartitions(String connectorName) {
    return Set.of();
  }
}
