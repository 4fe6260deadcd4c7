package dev.tripline.dispatcher.access.login;

import java.time.Duration;
import java.time.InstantSource;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Limits how often a password is tried, for each user and in all, on this node. Nobody is locked out for
/// ever: attempts come back with time, and a browser in which somebody has logged in before has attempts of
/// its own, which others cannot use up. Takes the same memory however many names are tried. Safe for many
/// threads.
final class AttemptLimits {
  private static final int PLACES = 1024;
  private static final int MOST_OF_ONE = 5;
  private static final Duration EACH_OF_ONE = Duration.ofSeconds(15);
  private static final int MOST_OF_ALL = 20;
  private static final Duration EACH_OF_ALL = Duration.ofMillis(250);

  private final InstantSource clock;
  private final Side strangers;
  private final Side known;

  AttemptLimits(InstantSource clock) {
    this.clock = clock;
    strangers = Side.at(clock.millis());
    known = Side.at(clock.millis());
  }

  /// @param ones shared by the names whose hash is the same
  private record Side(TokenBucket[] ones, TokenBucket all) {

    static Side at(long now) {
      return new Side(
          IntStream.range(0, PLACES)
              .mapToObj(_ -> new TokenBucket(MOST_OF_ONE, EACH_OF_ONE, now))
              .toArray(TokenBucket[]::new),
          new TokenBucket(MOST_OF_ALL, EACH_OF_ALL, now));
    }

    TokenBucket one(String key) {
      return ones[Math.floorMod(key.hashCode(), PLACES)];
    }
  }

  /// Zero if an attempt may be made; else the time to wait.
  ///
  /// @param device of a browser that is known to be this user's; null for others
  Duration take(String name, @Nullable String device) {
    Side side = device == null ? strangers : known;
    TokenBucket one = side.one(device == null ? name : device);
    long now = clock.millis();
    Duration wait = one.take(now);
    if (!wait.isZero()) {
      return wait;
    }
    Duration forAll = side.all.take(now);
    if (!forAll.isZero()) {
      one.giveBack();
    }
    return forAll;
  }

  /// The password was right: the attempt does not count.
  void giveBack(String name, @Nullable String device) {
    Side side = device == null ? strangers : known;
    side.one(device == null ? name : device).giveBack();
    side.all.giveBack();
  }
}
