package dev.tripline.dispatcher.trigger.object;

import dev.tripline.adapter.bucket.ObjectSelection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The notifications that become events, and what goes into those.
///
/// @param buckets whose changes count; empty for all
/// @param skipOlder whether a change is left out behind which a later one of its object came before
/// @param include null if events do not carry the objects' bytes
/// @param link null if events have no links to the objects
public record ObjectTraffic(
    Set<String> buckets,
    ObjectSelection selection,
    boolean skipOlder,
    @Nullable IncludedObject include,
    @Nullable LinkedObject link) {

  public ObjectTraffic {
    buckets = Set.copyOf(buckets);
  }
}
