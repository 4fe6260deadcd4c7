package dev.tripline.adapter.bucket;

/// Reads objects for events that are to carry their bytes. Blocking; safe for many threads.
@FunctionalInterface
public interface ObjectContents {

  /// The bytes that the change left behind, and no others: those of its version or of its eTag.
  ///
  /// @throws dev.tripline.spi.source.SourceUnavailableException if the store does not answer or does not
  ///     let this dispatcher read
  Content read(ObjectChange change) throws InterruptedException;

  /// The outcome of reading an object.
  sealed interface Content {
    record Bytes(byte[] bytes) implements Content {}

    /// @param why `TooLarge`, or `Gone` if the object or this state of it is not there any more
    record Omitted(String why) implements Content {}
  }
}
