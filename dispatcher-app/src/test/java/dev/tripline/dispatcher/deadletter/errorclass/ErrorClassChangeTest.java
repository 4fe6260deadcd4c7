package dev.tripline.dispatcher.deadletter.errorclass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.StrictJson;
import dev.tripline.spi.deadletter.DeadLetterClass.State;
import dev.tripline.spi.deadletter.DeadLetterClasses.Change;
import dev.tripline.spi.deadletter.DeadLetterClasses.Decision;
import dev.tripline.spi.deadletter.DeadLetterClasses.Entry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorClassChangeTest {
  private static final Instant NOW = Instant.parse("2026-11-29T05:00:00Z");
  private static final Instant LATER = Instant.parse("2026-11-29T08:00:00Z");

  private static Change read(String json) {
    return ErrorClassChange.of(
        StrictJson.object(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8)), NOW);
  }

  @Test
  void members_that_are_missing_stay_and_null_takes_away() {
    assertThat(read("{}")).isEqualTo(new Change(null, null, null));
    assertThat(read("{'assignee':null,'note':' x '}"))
        .isEqualTo(new Change(null, new Entry(null), new Entry("x")));
  }

  @Test
  void states_are_chosen_and_a_snooze_has_an_end() {
    assertThat(read("{'state':'acknowledged'}").state())
        .isEqualTo(new Decision(State.ACKNOWLEDGED, null));
    assertThat(read("{'state':'open','snoozedUntil':null}").state())
        .isEqualTo(new Decision(State.OPEN, null));
    Decision snoozed = new Decision(State.SNOOZED, LATER);
    assertThat(read("{'state':'snoozed','snoozedUntil':'2026-11-29T08:00:00Z'}").state())
        .isEqualTo(snoozed);
    assertThat(read("{'snoozedUntil':'2026-11-29T08:00:00Z'}").state()).isEqualTo(snoozed);
    assertThat(read("{'snoozedUntil':null}").state()).isEqualTo(new Decision(State.OPEN, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'state':null} | state",
        "{'state':'resolved'} | by being quiet",
        "{'state':'done'} | one of open",
        "{'state':'snoozed'} | until when",
        "{'state':'open','snoozedUntil':'2026-11-29T08:00:00Z'} | snoozed only",
        "{'snoozedUntil':'2026-11-29T05:00:00Z'} | a time to come",
        "{'snoozedUntil':'tomorrow'} | a time such as",
        "{'note':''} | note",
        "{'assignee':5} | assignee",
        "{'alive':0} | alive",
      })
  void changes_that_mean_nothing_are_refused(String patch, String problem) {
    assertThatThrownBy(() -> read(patch))
        .isInstanceOf(ApiProblem.class)
        .hasMessageContaining(problem);
  }

  @Test
  void long_texts_are_refused_together() {
    assertThatThrownBy(() ->
            read("{'assignee':'%s','note':'%s'}".formatted("x".repeat(257), "x".repeat(2001))))
        .hasMessageContaining("assignee")
        .hasMessageContaining("note");
  }
}
