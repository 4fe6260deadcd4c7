package dev.tripline.runtime;

import dev.tripline.runtime.cgroup.Enforcement;
import dev.tripline.runtime.sandbox.Sandbox;
import java.util.ArrayList;
import java.util.List;

/// The isolation that functions of this node have.
///
/// @param kind `bubblewrap`, `util-linux` or `none`
/// @param weaknesses what is not kept from functions, in words
/// @param weaker whether a stronger sandbox would keep more from them
/// @param limits the way in which they are held to their limits
public record SandboxReport(
    SandboxMode mode, String kind, List<String> weaknesses, boolean weaker, Enforcement limits) {
  private static final String NETWORK =
      "functions without a VpcConfig share the host's network, and reach what listens on its"
          + " loopback";

  public SandboxReport {
    weaknesses = List.copyOf(weaknesses);
  }

  static SandboxReport of(SandboxMode mode, Sandbox sandbox, Enforcement limits) {
    List<String> own = sandbox.weaknesses();
    List<String> all = new ArrayList<>(own);
    all.add(NETWORK);
    return new SandboxReport(mode, sandbox.toString(), all, !own.isEmpty(), limits);
  }

  /// The same where all functions have networks of their own.
  public SandboxReport apartFromTheHost() {
    List<String> others =
        weaknesses.stream().filter(weakness -> !weakness.equals(NETWORK)).toList();
    return new SandboxReport(mode, kind, others, weaker, limits);
  }

  /// Whether functions are confined at all.
  public boolean isSandboxed() {
    return !kind.equals("none");
  }
}
