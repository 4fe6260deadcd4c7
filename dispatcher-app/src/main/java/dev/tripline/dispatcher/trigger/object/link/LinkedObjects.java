package dev.tripline.dispatcher.trigger.object.link;

import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerSource;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Opens objects of triggers whose events have links to them. Blocking; safe for many threads.
public interface LinkedObjects {

  /// Whether events of the source have links to objects, and these are opened here.
  boolean has(TriggerSource source);

  /// Opens an object in the state that was given to the link, and in no other.
  ///
  /// @param range null for the whole
  /// @throws dev.tripline.dispatcher.rest.ApiProblem if it is not there, or not in this state, any more
  /// @throws IOException if it cannot be read now
  OpenedObject open(Trigger trigger, Wanted wanted, @Nullable ByteRange range) throws IOException;

  /// @param key of the object, not URL-encoded
  record Wanted(String bucket, String key, String state) {}
}
