package dev.tripline.dispatcher.deadletter.redrive.preview;

import java.util.List;

class LettersOnSqliteTest extends LetterScenarios {

  @Override
  protected List<String> store() {
    return List.of();
  }
}
