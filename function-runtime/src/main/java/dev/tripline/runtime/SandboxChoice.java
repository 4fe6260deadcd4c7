package dev.tripline.runtime;

import dev.tripline.runtime.sandbox.Bubblewrap;
import dev.tripline.runtime.sandbox.PlainProcesses;
import dev.tripline.runtime.sandbox.Sandbox;
import dev.tripline.runtime.sandbox.SandboxProbe;
import dev.tripline.runtime.sandbox.UtilLinuxSandbox;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Picks the sandbox that this host allows, the one that starts fastest first.
final class SandboxChoice {
  private static final Logger LOG = LoggerFactory.getLogger(SandboxChoice.class);
  private static final String LOST =
      "they have the rights of the dispatcher's user, see the host's files and processes, and find"
          + " their code, layers and /tmp under other paths than on Lambda";

  private static final String REMEDY =
      "Run the dispatcher as root with CAP_SYS_ADMIN, or let its user make user namespaces (sysctl"
          + " user.max_user_namespaces, kernel.unprivileged_userns_clone,"
          + " kernel.apparmor_restrict_unprivileged_userns), or install bubblewrap";

  private final Path directory;
  private final List<Sandbox> candidates;
  private final List<String> missing;

  /// @param directory for files that sandboxes need
  /// @param candidates the best first
  /// @param missing reasons for which there are no more candidates
  SandboxChoice(Path directory, List<Sandbox> candidates, List<String> missing) {
    this.directory = directory;
    this.candidates = candidates;
    this.missing = missing;
  }

  /// Among all that this host may allow.
  ///
  /// @param directory for files that sandboxes need
  static SandboxChoice onThisHost(Path directory) {
    List<Sandbox> candidates = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    Bubblewrap.find().ifPresentOrElse(candidates::add, () -> missing.add("bwrap is not installed"));
    try {
      List<UtilLinuxSandbox> utilLinux = UtilLinuxSandbox.find(directory);
      candidates.addAll(utilLinux);
      if (utilLinux.isEmpty()) {
        missing.add("util-linux is not installed");
      }
    } catch (IOException e) {
      missing.add("mount points cannot be kept: " + e);
    }
    return new SandboxChoice(directory, candidates, missing);
  }

  /// Blocks while sandboxes are tried.
  ///
  /// @throws IllegalStateException if a sandbox is required and none works
  Sandbox choose(SandboxMode mode) {
    if (mode == SandboxMode.OFF) {
      LOG.warn("Functions run without a sandbox, as the settings say: {}", LOST);
      return new PlainProcesses();
    }
    StringJoiner reasons = new StringJoiner("; ");
    missing.forEach(reasons::add);
    for (Sandbox candidate : candidates) {
      String why = whyUnusable(candidate);
      if (why.isEmpty()) {
        LOG.info("Functions run in sandboxes made by {}", candidate);
        return candidate;
      }
      reasons.add(candidate + " does not work: " + why);
    }
    if (mode == SandboxMode.REQUIRED) {
      throw new IllegalStateException(
          "a sandbox is required, but none works on this host (" + reasons + "). " + REMEDY);
    }
    LOG.warn(
        "Functions run without a sandbox: {}. None works on this host ({}). {}",
        LOST,
        reasons,
        REMEDY);
    return new PlainProcesses();
  }

  private String whyUnusable(Sandbox sandbox) {
    try {
      return SandboxProbe.whyUnusable(sandbox, directory).orElse("");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return "the start was interrupted";
    }
  }
}
