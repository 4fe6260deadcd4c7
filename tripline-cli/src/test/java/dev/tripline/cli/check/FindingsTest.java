package dev.tripline.cli.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.cli.output.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindingsTest {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  private static Json json(String text) {
    return Json.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          0,    GOOD, the clocks agree
          4,    GOOD, the clocks agree
          -4,   GOOD, the clocks agree
          60,   NOTE, the dispatcher's clock is 1 min 0 s ahead of this one
          -61,  NOTE, the dispatcher's clock is 1 min 0 s behind this one
          400,  BAD,  the dispatcher's clock is 6 min 40 s ahead of this one; signed calls are refused
          -401, BAD,  the dispatcher's clock is 6 min 40 s behind this one; signed calls are refused
          """,
      quoteCharacter = '"')
  void clocks_are_compared_to_the_second(int ahead, Check.State state, String words) {
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME
            .withZone(ZoneOffset.UTC)
            .format(NOW.plusSeconds(ahead));
    assertThat(Findings.clock(date, NOW, NOW)).isEqualTo(new Check("clock", state, words));
    assertThat(Findings.clock("", NOW, NOW).state()).isEqualTo(Check.State.NOTE);
  }

  @Test
  void an_outage_and_a_full_disk_are_bad() {
    List<Check> checks =
        Findings.store(
            json(
                "{'engine':'postgresql','outage':'refused','disk':{'usableBytes':1048576,'full':true},"
                    + "'backlog':{'oldestEventAt':'2026-01-31T11:00:00Z'},'rows':{}}"),
            NOW);
    assertThat(checks)
        .containsExactly(
            Check.bad("store", "postgresql: refused"),
            Check.bad("disk", "new events are refused for want of room: 1 MB are free"),
            Check.note("backlog", "the oldest event waits for 1 h 0 min"));
  }

  @Test
  void triggers_in_trouble_are_told_by_name() {
    List<Check> checks =
        Findings.triggers(
            json(
                "{'triggers':["
                    + "{'name':'a','state':'Enabled','warning':null,'ledgerResidual':0},"
                    + "{'name':'b','state':'Failing','lastError':{'message':'gone'}},"
                    + "{'name':'c','state':'Suspended','suspendedBecause':'down'},"
                    + "{'name':'d','state':'Enabled','warning':'slow','ledgerResidual':2}]}"));
    assertThat(checks)
        .containsExactly(
            Check.bad("trigger b", "Failing: gone"),
            Check.bad("trigger c", "Suspended: down"),
            Check.bad("trigger d", "2 events are unaccounted for"),
            Check.note("trigger d", "slow"),
            Check.good("triggers", "1 without trouble"));
  }

  @Test
  void a_sandbox_that_is_off_is_bad() {
    assertThat(Findings.sandbox(json("{'kind':'none','limits':{'why':''}}")))
        .extracting(Check::state)
        .containsExactly(Check.State.BAD);
    assertThat(
            Findings.sandbox(json("{'kind':'bubblewrap','weaknesses':['w'],'limits':{'why':'x'}}")))
        .extracting(Check::state)
        .containsExactly(Check.State.GOOD, Check.State.NOTE, Check.State.NOTE);
  }

  @ParameterizedTest
  @CsvSource({"200,GOOD", "401,BAD", "403,BAD", "500,BAD"})
  void a_sign_in_is_judged_by_its_status(int status, Check.State state) {
    assertThat(Findings.signIn("token", status, "", "/v1").state()).isEqualTo(state);
  }

  @ParameterizedTest
  @CsvSource({
    "MissingAuthenticationTokenException, no key is given",
    "UnrecognizedClientException, the key is not known",
    "InvalidSignatureException:http://internal, the secret does not fit the key",
    "AccessDeniedException, the role may not do that",
  })
  void a_key_that_is_refused_is_told_apart(String error, String words) {
    assertThat(Findings.signIn("key", 403, error, "the Lambda API").words()).contains(words);
  }

  @Test
  void health_is_only_what_is_up() {
    assertThat(Findings.health(200, json("{'status':'UP'}")).state()).isEqualTo(Check.State.GOOD);
    assertThat(Findings.health(503, json("{'status':'DOWN'}")).words()).endsWith("DOWN");
    assertThat(Findings.health(502, Json.NOTHING).words()).endsWith("status 502");
  }
}
