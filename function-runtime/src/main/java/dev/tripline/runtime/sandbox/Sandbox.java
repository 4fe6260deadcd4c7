package dev.tripline.runtime.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Confines a worker process, and says under which paths it sees its files. A process that it starts ends
/// with the dispatcher.
public sealed interface Sandbox permits Bubblewrap, UtilLinuxSandbox, PlainProcesses {

  /// Paths as the function sees them.
  record View(Path taskRoot, Path layersRoot, Path runtimeRoot, Path temporary) {

    /// Text in which paths of Lambda's (`/opt/a.js`, `/var/task/lib`) are those by which the function
    /// finds the same files. Paths of files that are not there stay.
    public String translated(String text) {
      return SeenPaths.in(text, this);
    }
  }

  View view(Confinement confinement);

  /// The things that it does not keep from functions and a stronger one would, in words.
  List<String> weaknesses();

  /// Whether it can give a worker a `/tmp` in memory.
  boolean keepsTemporaryInMemory();

  /// Why it cannot run container images, with the remedy; empty if it can.
  Optional<String> whyNoImages();

  /// The process to start so that `command` runs under the confinement.
  ///
  /// @param command as seen inside
  /// @param environment the function's variables. None of them acts before the last exec, which happens
  ///     inside the sandbox
  Start start(Confinement confinement, List<String> command, Map<String, String> environment)
      throws IOException;

  /// A process that is to be started, without any variable.
  ///
  /// @param input to be readable on file descriptor 3
  /// @param lifeline whether the input stays open as long as the dispatcher lives, so that its end is a
  ///     sign; otherwise the input ends with its last byte
  /// @param filter file of the rights that are given up, to be readable on file descriptor 4; null for
  ///     none
  /// @param file to be deleted once the process is gone; null without
  record Start(
      List<String> command,
      byte[] input,
      boolean lifeline,
      @Nullable Path filter,
      @Nullable Path file) {}
}
