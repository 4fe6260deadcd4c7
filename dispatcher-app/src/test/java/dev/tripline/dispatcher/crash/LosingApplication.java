package dev.tripline.dispatcher.crash;

import dev.tripline.dispatcher.TriplineApplication;
import dev.tripline.spi.liveness.VitalThreads;

/// A dispatcher in which a thread that it needs ends with an error once it has
/// started.
public class LosingApplication {
  public static void main(String[] args) {
    TriplineApplication.main(args);
    VitalThreads.ofPlatform("lost").start(LosingApplication::end);
  }

  private static void end() {
    throw new NoClassDefFoundError("gone");
  }
}
