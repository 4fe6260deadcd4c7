package dev.tripline.spi.liveness;

import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/// Threads without which the process only seems to work: each keeps something up for all that goes on, as
/// leases, and catches what may go wrong there. One that ends with a failure all the same is not replaced;
/// the process no longer counts as alive, so that whoever looks after it starts it again.
///
/// Of the whole process. Safe for use by many threads.
public final class VitalThreads {
  private static final System.Logger LOG = System.getLogger(VitalThreads.class.getName());
  private static final Map<String, String> DEAD = new ConcurrentSkipListMap<>();

  private VitalThreads() {}

  /// A daemon of the platform.
  public static Thread.Builder.OfPlatform ofPlatform(String name) {
    return Thread.ofPlatform().daemon().name(name).uncaughtExceptionHandler(VitalThreads::died);
  }

  public static Thread.Builder.OfVirtual ofVirtual(String name) {
    return Thread.ofVirtual().name(name).uncaughtExceptionHandler(VitalThreads::died);
  }

  private static void died(Thread thread, Throwable failure) {
    DEAD.put(thread.getName(), failure.toString());
    LOG.log(
        System.Logger.Level.ERROR,
        "The thread "
            + thread.getName()
            + " has ended with a failure, and nothing does its work now: start the dispatcher"
            + " again",
        failure);
  }

  /// Those that have ended with a failure, by name; empty as long as all is well.
  ///
  /// @return a view, of which the values are failures in words
  public static Map<String, String> dead() {
    return Collections.unmodifiableMap(DEAD);
  }
}
