package dev.tripline.dispatcher.trigger;

import java.util.List;

/// A kind of source whose servers keep something for each trigger, until they are told that the trigger is
/// gone.
public interface RetainingSourceType extends SourceType {

  /// The trigger is deleted and nothing of it runs any more. Blocking; called again after it failed.
  ///
  /// @param others the triggers that there are: what one of them uses now is not to be given up
  /// @throws dev.tripline.spi.source.SourceUnavailableException if the server is out of reach; the message
  ///     says what is left to do there
  void release(Trigger trigger, List<Trigger> others);
}
