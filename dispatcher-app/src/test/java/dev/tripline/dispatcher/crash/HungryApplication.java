package dev.tripline.dispatcher.crash;

import dev.tripline.dispatcher.TriplineApplication;
import java.util.ArrayList;
import java.util.List;

/// A dispatcher in which one thread takes all memory once it has started.
public class HungryApplication {
  public static void main(String[] args) {
    TriplineApplication.main(args);
    Thread.ofPlatform().name("hungry").daemon().start(HungryApplication::eat);
  }

  private static void eat() {
    List<byte[]> eaten = new ArrayList<>();
    while (eaten.size() < Integer.MAX_VALUE) {
      eaten.add(new byte[1 << 20]);
    }
  }
}
