package dev.tripline.dispatcher.crash.changes;

import dev.tripline.dispatcher.TriplineApplication;
import dev.tripline.dispatcher.trigger.run.stream.LeasedStreams;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/// The dispatcher as it is, but for leases that may halt it: see [ChangeCrashPoint]. No configuration
/// that other tests of this module could pick up: it is registered by its own main method alone.
public class ChangeCrashApplication {
  public static void main(String[] args) {
    SpringApplication.run(
        new Class<?>[] {TriplineApplication.class, ChangeCrashApplication.class}, args);
  }

  @Bean
  @Primary
  LeasedStreams haltingStreams(@Qualifier("leasedStreams") LeasedStreams streams) {
    return new LeasedStreams(
        HaltingLeases.of(streams.leases(), System.getProperty(ChangeCrashPoint.PROPERTY)),
        streams.timing(),
        streams.clock());
  }
}
