package dev.tripline.dispatcher.trigger.bus;

import dev.tripline.delivery.bus.BusPattern;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The event buses and their rules. Blocking: the store is asked before an answer is no. Safe for many
/// threads.
public interface BusDirectory {

  boolean hasBus(String bus);

  boolean hasRule(String bus, String rule);

  /// The reason for which a bus cannot have that rule beside its others, all of which are matched together;
  /// empty if it can.
  ///
  /// @param pattern null if it has none
  Optional<String> tooMuch(String bus, String rule, @Nullable BusPattern pattern);
}
