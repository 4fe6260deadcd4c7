package dev.tripline.adapter.kafka;

import dev.tripline.spi.invocation.Lineage;
import dev.tripline.spi.invocation.Payload;
import dev.tripline.spi.invocation.TraceContext;
import dev.tripline.spi.source.StreamRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/// A batch in the shape in which Lambda hands over records of Amazon MSK and of self-managed Kafka: see
/// "Using Lambda with Amazon MSK" and "with self-managed Apache Kafka" in the Lambda developer guide.
///
/// A record without a key has no `key`, a tombstone has no `value`. A header's value is an array of
/// signed bytes, null if it has none.
///
/// Sizes are counted before anything is written, so that a batch is written through a small buffer.
final class KafkaBatchJson {
  private static final byte[] TIMESTAMP = JsonBytes.ascii(",\"timestamp\":");
  private static final Map<TimestampType, byte[]> TIMESTAMP_TYPES =
      Map.of(
          TimestampType.CREATE_TIME, type(TimestampType.CREATE_TIME),
          TimestampType.LOG_APPEND_TIME, type(TimestampType.LOG_APPEND_TIME),
          TimestampType.NO_TIMESTAMP_TYPE, type(TimestampType.NO_TIMESTAMP_TYPE));
  private static final byte[] KEY = JsonBytes.ascii(",\"key\":\"");
  private static final byte[] VALUE = JsonBytes.ascii(",\"value\":\"");
  private static final byte[] HEADERS = JsonBytes.ascii(",\"headers\":[");
  private static final byte[] END_OF_RECORD = JsonBytes.ascii("]}");
  private static final byte[] END_OF_BATCH = JsonBytes.ascii("]}}");
  private static final byte[] NULL = JsonBytes.ascii("null");

  private static final String UNREADABLE = "\uFFFD";

  /// The least bytes that are worth a write.
  private static final int PIECE = 64 * 1024;

  private final byte[] topic;
  private final byte[] head;
  private final Map<Integer, byte[]> beginnings = new ConcurrentHashMap<>();

  /// @param arn of the MSK cluster; null for a self-managed one
  KafkaBatchJson(String topic, @Nullable String arn, String bootstrapServers) {
    this.topic = JsonBytes.quoted(topic);
    byte[] servers = JsonBytes.quoted(bootstrapServers);
    byte[] source =
        arn == null
            ? JsonBytes.ascii("{\"eventSource\":\"SelfManagedKafka\"")
            : concatenated(
                JsonBytes.ascii("{\"eventSource\":\"aws:kafka\",\"eventSourceArn\":"),
                JsonBytes.quoted(arn));
    this.head =
        concatenated(
            source,
            JsonBytes.ascii(",\"bootstrapServers\":"),
            servers,
            JsonBytes.ascii(",\"records\":{"));
  }

  Payload batch(String shardId, List<StreamRecord> records) {
    byte[] beginning = concatenated(head, JsonBytes.quoted(shardId), JsonBytes.ascii(":["));
    long size = beginning.length + Math.max(0, records.size() - 1L) + END_OF_BATCH.length;
    long largest = Math.max(beginning.length, END_OF_BATCH.length);
    for (StreamRecord record : records) {
      size += record.size();
      largest = Math.max(largest, record.size() + 1);
    }
    long buffer = Math.min(size, Math.max(PIECE, largest));
    return new BatchPayload(beginning, records, Math.toIntExact(size), buffer);
  }

  private final class BatchPayload implements Payload {
    private final byte[] beginning;
    private final List<StreamRecord> records;
    private final int size;
    private final long buffer;

    /// @param buffer bytes; there must be room for a record
    BatchPayload(byte[] beginning, List<StreamRecord> records, int size, long buffer) {
      this.beginning = beginning;
      this.records = records;
      this.size = size;
      this.buffer = buffer;
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      JsonBytes json = new JsonBytes(buffer);
      json.raw(beginning);
      for (int i = 0; i < records.size(); i++) {
        json.room(records.get(i).size() + 1, out);
        if (i > 0) {
          json.raw(',');
        }
        write(json, handle(records.get(i)));
      }
      json.room(END_OF_BATCH.length, out);
      json.raw(END_OF_BATCH).flush(out);
      if (json.flushed() != size) {
        throw new IllegalStateException("wrote " + json.flushed() + " of " + size + " bytes");
      }
    }

    @Override
    public byte[] toByteArray() {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(size);
      try {
        writeTo(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return bytes.toByteArray();
    }
  }

  byte[] record(StreamRecord record) {
    JsonBytes json = new JsonBytes(record.size());
    write(json, handle(record));
    return json.toByteArray();
  }

  /// @param now the arrival of a record that has no time
  StreamRecord streamRecord(ConsumerRecord<byte[], byte[]> record, Instant now) {
    return new StreamRecord(
        Long.toString(record.offset()),
        key(record.key()),
        record.timestamp() < 0 ? now : Instant.ofEpochMilli(record.timestamp()),
        size(record),
        Lineage.depth(text(record.headers(), Lineage.HEADER)),
        trace(record.headers()),
        record);
  }

  /// A function that sends records passes on the trace of its own invocation.
  private static @Nullable TraceContext trace(Headers headers) {
    return TraceContext.of(
        text(headers, TraceContext.TRACEPARENT),
        text(headers, TraceContext.TRACESTATE),
        text(headers, Lineage.HEADER));
  }

  private static @Nullable String text(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null || header.value() == null
        ? null
        : new String(header.value(), StandardCharsets.UTF_8);
  }

  /// Text where the bytes are some, base64 otherwise: different keys must stay different.
  private static @Nullable String key(byte @Nullable [] key) {
    if (key == null) {
      return null;
    }
    String text = new String(key, StandardCharsets.UTF_8);
    return text.contains(UNREADABLE) ? "base64:" + Base64.getEncoder().encodeToString(key) : text;
  }

  /// The record's bytes in a batch, without the comma.
  long size(ConsumerRecord<byte[], byte[]> record) {
    long size =
        (long) beginning(record.partition()).length
            + JsonBytes.numberSize(record.offset())
            + TIMESTAMP.length
            + JsonBytes.numberSize(record.timestamp())
            + timestampType(record).length
            + HEADERS.length
            + END_OF_RECORD.length;
    if (record.key() != null) {
      size += KEY.length + JsonBytes.base64Size(record.key().length) + 1;
    }
    if (record.value() != null) {
      size += VALUE.length + JsonBytes.base64Size(record.value().length) + 1;
    }
    boolean first = true;
    for (Header header : record.headers()) {
      size += (first ? 0 : 1) + JsonBytes.quoted(header.key()).length + 3;
      size += header.value() == null ? NULL.length : JsonBytes.signedSize(header.value());
      first = false;
    }
    return size;
  }

  private void write(JsonBytes json, ConsumerRecord<byte[], byte[]> record) {
    json.raw(beginning(record.partition())).number(record.offset());
    json.raw(TIMESTAMP).number(record.timestamp()).raw(timestampType(record));
    if (record.key() != null) {
      json.raw(KEY).base64(record.key()).raw('"');
    }
    if (record.value() != null) {
      json.raw(VALUE).base64(record.value()).raw('"');
    }
    json.raw(HEADERS);
    boolean first = true;
    for (Header header : record.headers()) {
      if (!first) {
        json.raw(',');
      }
      first = false;
      json.raw('{').string(header.key()).raw(':');
      if (header.value() == null) {
        json.raw(NULL);
      } else {
        json.signed(header.value());
      }
      json.raw('}');
    }
    json.raw(END_OF_RECORD);
  }

  @SuppressWarnings("unchecked") // no other handle is made in this package
  static ConsumerRecord<byte[], byte[]> handle(StreamRecord record) {
    return (ConsumerRecord<byte[], byte[]>) record.handle();
  }

  private byte[] beginning(int partition) {
    return beginnings.computeIfAbsent(
        partition,
        p ->
            concatenated(
                JsonBytes.ascii("{\"topic\":"),
                topic,
                JsonBytes.ascii(",\"partition\":" + p + ",\"offset\":")));
  }

  private static byte[] timestampType(ConsumerRecord<?, ?> record) {
    byte[] type = TIMESTAMP_TYPES.get(record.timestampType());
    return type == null ? type(record.timestampType()) : type;
  }

  private static byte[] type(TimestampType type) {
    return JsonBytes.ascii(",\"timestampType\":\"" + type.name() + "\"");
  }

  private static byte[] concatenated(byte[]... parts) {
    int size = 0;
    for (byte[] part : parts) {
      size += part.length;
    }
    JsonBytes all = new JsonBytes(size);
    for (byte[] part : parts) {
      all.raw(part);
    }
    return all.toByteArray();
  }
}
