package dev.tripline.runtime.image;

import dev.tripline.runtime.image.content.Digest;
import dev.tripline.runtime.image.content.ImageException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Why images could not be had a moment ago, so that not everybody who waits for one asks for it anew.
/// Safe for many threads.
final class RecentFailures {
  static final Duration REMEMBERED = Duration.ofSeconds(5);

  private final InstantSource clock;
  private final Map<Digest, Failure> failures = new ConcurrentHashMap<>();

  RecentFailures(InstantSource clock) {
    this.clock = clock;
  }

  private record Failure(ImageException why, long until) {}

  void note(Digest image, ImageException why) {
    long now = clock.millis();
    failures.values().removeIf(failure -> failure.until() <= now);
    failures.put(image, new Failure(why, now + REMEMBERED.toMillis()));
  }

  void forget(Digest image) {
    failures.remove(image);
  }

  /// @throws ImageException the failure of a moment ago, if there is one
  void rethrow(Digest image) throws ImageException {
    Failure failure = failures.get(image);
    if (failure != null && clock.millis() < failure.until()) {
      ImageException why = failure.why();
      throw new ImageException(why.reason(), String.valueOf(why.getMessage()), why);
    }
  }
}
