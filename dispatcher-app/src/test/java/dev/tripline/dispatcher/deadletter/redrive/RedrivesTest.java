package dev.tripline.dispatcher.deadletter.redrive;

import dev.tripline.dispatcher.lambdaapi.RunningDispatcher;
import java.nio.file.Path;
import java.util.List;

/// Redrives of one node on SQLite.
class RedrivesTest extends RedriveScenarios {

  @Override
  List<RunningDispatcher> start(Path directory, String... settings) {
    return List.of(RunningDispatcher.start(directory.resolve("data"), settings));
  }
}
