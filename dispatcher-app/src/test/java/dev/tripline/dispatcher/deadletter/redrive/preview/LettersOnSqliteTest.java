package dev.tripline.dispatcher.deadletter.redrive.preview;

import java.util.List;

class LettersOnSqliteTest extends ShadowScenarios {

  @Override
  protected List<String> store() {
    return List.of();
  }
}
