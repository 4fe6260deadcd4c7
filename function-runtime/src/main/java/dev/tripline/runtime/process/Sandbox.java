package dev.tripline.runtime.process;

import java.nio.file.Path;
import java.util.List;

/// How a worker process is locked in, and under which paths it sees its files.
public sealed interface Sandbox permits Bubblewrap, PlainProcesses {

  /// Paths as the function sees them.
  record View(Path taskRoot, Path layersRoot, Path runtimeRoot, Path temporary) {}

  View view(Confinement confinement);

  /// The command that runs `command` under the confinement.
  List<String> wrap(Confinement confinement, List<String> command);

  /// Whether the sandbox ends with the dispatcher by itself; if not, each worker gets a watcher.
  boolean diesWithParent();
}
