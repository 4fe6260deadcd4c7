package dev.tripline.runtime.process;

import java.nio.file.Path;
import java.util.List;

/// No sandbox: functions see the host's files under their real paths, with the dispatcher's rights.
public record PlainProcesses() implements Sandbox {

  @Override
  public View view(Confinement confinement) {
    Path layers = confinement.layersRoot();
    return new View(
        confinement.taskRoot(),
        layers == null ? Path.of("/opt") : layers,
        confinement.runtimeRoot(),
        confinement.temporary());
  }

  @Override
  public List<String> wrap(Confinement confinement, List<String> command) {
    return command;
  }

  @Override
  public boolean diesWithParent() {
    return false;
  }
}
