package dev.tripline.runtime;

import dev.tripline.runtime.sandbox.Bubblewrap;
import dev.tripline.runtime.sandbox.HostSystem;
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
          + " their code, layers and /tmp under other paths than on Lambda (variables that name"
          + " /opt or /var/task are translated, code that does so fails)";

  private static final String REMEDY =
      "Install bubblewrap, and let the dispatcher's user make user namespaces: ";
  private static final String WITHOUT =
      ". Or say that functions of this node may run without one: tripline.workers.sandbox=auto";

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
    try {
      HostSystem system = HostSystem.read(directory);
      List<Bubblewrap> bubblewrap = Bubblewrap.find(directory, system);
      candidates.addAll(bubblewrap);
      if (bubblewrap.isEmpty()) {
        missing.add("bwrap is not installed");
      }
      List<UtilLinuxSandbox> utilLinux = UtilLinuxSandbox.find(directory, system);
      candidates.addAll(utilLinux);
      if (utilLinux.isEmpty()) {
        missing.add("util-linux is not installed");
      }
    } catch (IOException e) {
      missing.add("files of sandboxes cannot be kept: " + e);
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
        candidate.weaknesses().forEach(weakness -> LOG.info("The sandbox has {}", weakness));
        return candidate;
      }
      reasons.add(candidate + " does not work: " + why);
    }
    if (mode == SandboxMode.REQUIRED) {
      throw new IllegalStateException(
          "a sandbox is required, but none works on this host ("
              + reasons
              + "). "
              + remedy()
              + WITHOUT);
    }
    LOG.warn(
        "Functions run without a sandbox: {}. None works on this host ({}). {}",
        LOST,
        reasons,
        remedy());
    return new PlainProcesses();
  }

  private static String remedy() {
    return REMEDY + String.join("; ", NamespaceRules.against(Path.of("/proc/sys")));
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
