package dev.tripline.dispatcher.trigger.format;

import dev.tripline.dispatcher.trigger.Trigger;
import tools.jackson.databind.JsonNode;

/// Reads the records of one kind of queue or stream as CloudEvents. One bean for each kind; sources that
/// push need none, for their events have the attributes already. Pure; safe for many threads.
public interface CloudEventForm {

  /// Of sources, as in forms of triggers.
  String kind();

  /// @param record as it stands in a batch of AWS's shape; its item identifier is added by the caller
  CloudEvent read(Trigger trigger, JsonNode record);
}
