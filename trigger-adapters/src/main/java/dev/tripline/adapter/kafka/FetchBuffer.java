package dev.tripline.adapter.kafka;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Records of a partition that were fetched and not read yet. Guarded by the lock of its shard.
final class FetchBuffer {
  private static final int OVERHEAD = 100;

  private final KafkaStreamSettings.Limits limits;
  private final ArrayDeque<ConsumerRecord<byte[], byte[]>> records = new ArrayDeque<>();
  private long bytes;

  FetchBuffer(KafkaStreamSettings.Limits limits) {
    this.limits = limits;
  }

  void add(List<ConsumerRecord<byte[], byte[]>> fetched) {
    for (ConsumerRecord<byte[], byte[]> record : fetched) {
      bytes += weight(record);
      records.add(record);
    }
  }

  /// The next `max` at most.
  List<ConsumerRecord<byte[], byte[]>> take(int max) {
    List<ConsumerRecord<byte[], byte[]>> taken = new ArrayList<>(Math.min(max, records.size()));
    while (taken.size() < max && !records.isEmpty()) {
      ConsumerRecord<byte[], byte[]> record = records.removeFirst();
      bytes -= weight(record);
      taken.add(record);
    }
    return taken;
  }

  void clear() {
    records.clear();
    bytes = 0;
  }

  boolean isEmpty() {
    return records.isEmpty();
  }

  int size() {
    return records.size();
  }

  boolean isFull() {
    return bytes >= limits.bufferBytes() || records.size() >= limits.bufferRecords();
  }

  /// Whether half of it is free.
  boolean isRoomy() {
    return bytes <= limits.bufferBytes() / 2 && records.size() <= limits.bufferRecords() / 2;
  }

  private static long weight(ConsumerRecord<byte[], byte[]> record) {
    return OVERHEAD
        + Math.max(0L, record.serializedKeySize())
        + Math.max(0L, record.serializedValueSize());
  }
}
