package dev.tripline.dispatcher.trigger.sample;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// The records that are kept to explain what filters do.
///
/// @param perTrigger so many of the last records that a trigger's filter has dropped are kept, and as many of
///     those that it has taken; 0 keeps none, and removes those of before at the start
@ConfigurationProperties("tripline.samples")
public record SampleSettings(@DefaultValue("20") int perTrigger) {
  public SampleSettings {
    if (perTrigger < 0 || perTrigger > 100) {
      throw new IllegalArgumentException("tripline.samples.per-trigger must be 0 to 100");
    }
  }
}
