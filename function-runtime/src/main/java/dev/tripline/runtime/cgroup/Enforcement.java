package dev.tripline.runtime.cgroup;

import java.util.List;

/// The way in which workers are held to their limits on this node.
///
/// @param controllers of control groups that hold them; empty if a watch alone does
/// @param why there are no control groups, or not all controllers; empty if there are
public record Enforcement(List<String> controllers, String why) {

  public Enforcement {
    controllers = List.copyOf(controllers);
  }

  /// `cgroup` or `watch`.
  public String kind() {
    return controllers.isEmpty() ? "watch" : "cgroup";
  }
}
