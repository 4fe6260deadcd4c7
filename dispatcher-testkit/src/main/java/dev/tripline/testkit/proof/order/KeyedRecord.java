package dev.tripline.testkit.proof.order;

/// The identity of a record.
///
/// @param key records of one key are in order
/// @param sequence counts the records of a key from 0
public record KeyedRecord(String key, long sequence) implements Comparable<KeyedRecord> {

  /// The record's body: JSON that the function under test understands.
  public String body() {
    return "{\"key\":\"%s\",\"seq\":%d,\"behaviour\":\"%s\"}"
        .formatted(key, sequence, Behaviour.of(this).word());
  }

  @Override
  public int compareTo(KeyedRecord other) {
    int byKey = key.compareTo(other.key);
    return byKey == 0 ? Long.compare(sequence, other.sequence) : byKey;
  }

  @Override
  public String toString() {
    return key + "/" + sequence;
  }
}
