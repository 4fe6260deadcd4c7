package dev.tripline.retry.batch;

/// The progress of a batch of a stream: all that a decision depends on.
///
/// @param size how many records it has, at least 1
/// @param attempts failed attempts that counted, without the one to be decided
/// @param refusals tries since the last counted attempt in which the function did not run
public record BatchState(int size, int attempts, int refusals) {

  public BatchState {
    if (size < 1 || attempts < 0 || refusals < 0) {
      throw new IllegalArgumentException("no such batch: " + size + ", " + attempts);
    }
  }

  /// A batch that was never tried.
  public static BatchState fresh(int size) {
    return new BatchState(size, 0, 0);
  }

  /// The same batch with other records: after expired ones were dropped from it.
  public BatchState withSize(int newSize) {
    return new BatchState(newSize, attempts, refusals);
  }
}
