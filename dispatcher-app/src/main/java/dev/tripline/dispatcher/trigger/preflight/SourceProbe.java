package dev.tripline.dispatcher.trigger.preflight;

import dev.tripline.dispatcher.trigger.Trigger;
import java.util.List;

/// Asks the source of a trigger whether it is there, and what about it is risky for the trigger. One bean
/// for each kind that can be asked. Consumes nothing. Safe for many threads.
public interface SourceProbe {

  /// Of sources, as in forms of triggers.
  String kind();

  /// Blocking, for some seconds at most.
  ///
  /// @return what is wrong or risky, in words; empty if nothing is
  List<String> warnings(Trigger trigger) throws InterruptedException;
}
