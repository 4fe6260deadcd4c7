package dev.tripline.adapter.bucket;

import java.util.List;

/// Leaves out changes behind which later ones of the same object were let through, by whatever request or
/// message, on any node. Blocking; safe for many threads.
public interface ChangeOrder {

  /// Those that are not older than what was let through before; from now on they count as let through. A
  /// change without a sequencer is never left out.
  ///
  /// @param changes those of one object in their order
  List<ObjectChange> notOlder(List<ObjectChange> changes);
}
