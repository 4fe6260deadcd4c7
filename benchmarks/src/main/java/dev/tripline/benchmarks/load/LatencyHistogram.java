package dev.tripline.benchmarks.load;

/// Counts durations in buckets of 3 % width, from 1 µs up. Not safe for use by many threads.
final class LatencyHistogram {
  private static final double GROWTH = Math.log(1.03);

  private final long[] buckets = new long[800];
  private long count;

  void add(long nanos) {
    double micros = Math.max(1.0, nanos / 1_000.0);
    buckets[Math.min(buckets.length - 1, (int) (Math.log(micros) / GROWTH))]++;
    count++;
  }

  long count() {
    return count;
  }

  /// The duration in µs below which this part of all lies.
  double percentile(double part) {
    long wanted = (long) Math.ceil(count * part);
    long seen = 0;
    for (int i = 0; i < buckets.length; i++) {
      seen += buckets[i];
      if (seen >= wanted) {
        return Math.exp((i + 0.5) * GROWTH);
      }
    }
    return 0;
  }
}
