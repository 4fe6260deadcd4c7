package dev.tripline.testkit.store.redrive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.spi.audit.AuditEntry.Target;
import dev.tripline.spi.audit.AuditLog;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.deadletter.DeadLetterQueries.Filter;
import dev.tripline.spi.deadletter.DeadLetterSummary;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.redrive.RedriveRun;
import dev.tripline.spi.redrive.RedriveRun.Progress;
import dev.tripline.spi.redrive.RedriveRun.State;
import dev.tripline.spi.redrive.RedriveRun.Step;
import dev.tripline.spi.redrive.RedriveRuns.Extent;
import dev.tripline.spi.redrive.RedriveRuns.Letter;
import dev.tripline.spi.redrive.RedriveRuns.Outcome;
import dev.tripline.spi.redrive.RedriveScope;
import dev.tripline.spi.redrive.RedriveWork;
import dev.tripline.spi.redrive.RedriveWork.Batch;
import dev.tripline.spi.redrive.RedriveWork.Claim;
import dev.tripline.spi.redrive.RedriveWork.Move;
import dev.tripline.spi.store.ClaimedInvocation;
import dev.tripline.testkit.store.StoreContract;
import dev.tripline.testkit.store.StoreUnderTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The contract of every [dev.tripline.spi.redrive.RedriveRuns], with the [RedriveWork] that belongs to it.
public interface RedriveRunsContract extends StoreContract {
  RedriveScope ALL = RedriveScope.of(Filter.ALL);

  private static DeadLetter letter(int number) {
    Instant at = Instant.ofEpochMilli(1_700_000_000_000L + number);
    return new DeadLetter(
        id(number),
        UUID.randomUUID().toString(),
        FunctionTarget.latest(number % 2 == 0 ? "even" : "odd"),
        number % 2 == 0 ? "trigger" : null,
        "RetriesExhausted",
        null,
        StoreContract.bytes("{\"n\":" + number + "}"),
        null,
        List.of(),
        at,
        at,
        number == 4 ? 3 : 0);
  }

  private static String id(int number) {
    return "%08x-0000-7000-8000-000000000000".formatted(number);
  }

  private static AuditEntry entry(String action, String id) {
    return new AuditEntry(ACTOR, action, Target.redrive(id), "for the test", Map.of());
  }

  private Claim running(String id) {
    Instant now = Instant.ofEpochMilli(1_700_000_000_000L);
    store()
        .redriveRuns()
        .create(
            new RedriveRun(id, "{}", State.RUNNING, null, Progress.begin(true, 12.5), now, now),
            entry("CreateRedrive", id));
    return store().redriveWork().claim().getLast();
  }

  private void letters(int... numbers) {
    store()
        .deadLetters()
        .add(Arrays.stream(numbers).mapToObj(RedriveRunsContract::letter).toList(), List.of());
  }

  private static Batch batch(@Nullable FunctionTarget target, int... numbers) {
    List<Move> moves =
        Arrays.stream(numbers)
            .mapToObj(number -> new Move(id(number), "request-" + number, null))
            .toList();
    return new Batch(moves, id(numbers[numbers.length - 1]), 0, List.of(), target, ACTOR);
  }

  private List<ClaimedInvocation> due(String function) {
    return store().queue().claimDue(function, 10, Set.of());
  }

  @Test
  default void run_is_found_as_it_was_made_by_the_node_that_comes_next() {
    running("run-1");
    running("run-2");
    StoreUnderTest next = store().successor();
    RedriveRun found = next.redriveRuns().find("run-1").orElseThrow();
    assertThat(found.state()).isEqualTo(State.RUNNING);
    assertThat(found.progress()).isEqualTo(Progress.begin(true, 12.5));
    assertThat(next.redriveRuns().find("run-3")).isEmpty();
    assertThat(next.redriveRuns().page(null, 10))
        .extracting(RedriveRun::id)
        .containsExactly("run-2", "run-1");
    assertThat(next.redriveRuns().page("run-2", 10)).hasSize(1);
    assertThat(next.audit().page(AuditLog.Filter.of(Target.redrive("run-1")), null, 10))
        .extracting(recorded -> recorded.entry().reason())
        .containsExactly("for the test");
  }

  @Test
  default void extent_is_exact() {
    letters(1, 2, 3, 4, 6);
    Extent all = store().redriveRuns().extent(ALL, 3);
    assertThat(all.count()).isEqualTo(5);
    assertThat(all.tooOften()).isEqualTo(1);
    assertThat(all.keys()).isZero();
    assertThat(all.oldest()).extracting(DeadLetterSummary::id).isEqualTo(id(1));
    assertThat(all.newest()).extracting(DeadLetterSummary::id).isEqualTo(id(6));
    assertThat(all.shares().getFirst().triggerId()).isEqualTo("trigger");
    assertThat(all.shares().getFirst().count()).isEqualTo(3);
    assertThat(store().redriveRuns().extent(RedriveScope.of(List.of(id(1), id(9))), 3).count())
        .isEqualTo(1);
    Filter late =
        new Filter(null, null, null, null, Instant.ofEpochMilli(1_700_000_000_003L), null);
    assertThat(store().redriveRuns().extent(RedriveScope.of(late), 3).count()).isEqualTo(3);
    Extent none =
        store()
            .redriveRuns()
            .extent(RedriveScope.of(new Filter("x", null, null, null, null, null)), 3);
    assertThat(none.count()).isZero();
    assertThat(none.oldest()).isNull();
  }

  @Test
  default void letters_are_moved_once_and_noted() {
    letters(1, 2, 3);
    RedriveWork work = store().redriveWork();
    Claim claim = running("run");
    assertThat(work.next(ALL.until(id(2)), "", 10).letters())
        .extracting(DeadLetterSummary::id)
        .containsExactly(id(1), id(2));
    store().deadLetters().discard(id(2), ACTOR, "not needed");
    RedriveRun moved = work.move(claim, batch(null, 1, 2, 3)).orElseThrow();
    assertThat(moved.progress().sent()).isEqualTo(2);
    assertThat(moved.progress().gone()).isEqualTo(1);
    assertThat(moved.progress().position()).isEqualTo(id(3));
    assertThat(moved.progress().phase().sent()).isEqualTo(2);
    assertThat(work.move(claim, batch(null, 1)).orElseThrow().progress().sent()).isEqualTo(2);
    assertThat(due("odd"))
        .extracting(invocation -> invocation.invocation().requestId())
        .containsExactly("request-1", "request-3");
    assertThat(store().deadLetterQueries().count(Filter.ALL).number()).isZero();
    assertThat(store().redriveRuns().letters("run", null, 0, 10))
        .extracting(Letter::letterId)
        .containsExactly(id(1), id(3));
  }

  @Test
  default void letters_are_sent_with_another_payload_and_those_that_cannot_be_stay() {
    letters(1, 2, 3);
    RedriveWork work = store().redriveWork();
    Claim claim = running("run");
    Batch batch =
        new Batch(
            List.of(
                new Move(id(1), "request-1", StoreContract.bytes("{\"m\":1}")),
                new Move(id(3), "request-3", null)),
            id(3),
            0,
            List.of(new RedriveWork.Untransformed(id(2), "is no object")),
            null,
            ACTOR);
    Progress moved = work.move(claim, batch).orElseThrow().progress();
    assertThat(moved.sent()).isEqualTo(2);
    assertThat(moved.untransformed()).isEqualTo(1);
    assertThat(due("odd"))
        .extracting(sent -> new String(sent.invocation().payload(), StandardCharsets.UTF_8))
        .containsExactly("{\"m\":1}", "{\"n\":3}");
    assertThat(store().redriveRuns().letters("run", null, 0, 10))
        .extracting(Letter::transformed)
        .containsExactly(true, false);
    assertThat(store().redriveRuns().untransformed("run", "", 10))
        .containsExactly(new RedriveWork.Untransformed(id(2), "is no object"));
    assertThat(store().redriveRuns().untransformed("run", id(2), 10)).isEmpty();
    assertThat(store().deadLetterQueries().count(Filter.ALL).number()).isEqualTo(1);
    assertThat(store().audit().page(AuditLog.Filter.of(Target.deadLetter(id(1))), null, 10))
        .extracting(recorded -> recorded.entry().details().get("newPayloadSha256"))
        .singleElement()
        .asString()
        .hasSize(64);
  }

  @Test
  default void outcomes_are_told_apart() {
    letters(1, 2, 3, 5);
    RedriveWork work = store().redriveWork();
    Claim claim = running("run");
    work.move(claim, batch(new FunctionTarget("mended", "2"), 1, 2, 3, 5));
    List<ClaimedInvocation> sent = due("mended");
    assertThat(sent).hasSize(4);
    assertThat(sent.getFirst().invocation().function().qualifier()).isEqualTo("2");
    assertThat(store().queue().complete(sent.get(0), List.of())).isTrue();
    DeadLetter again = StoreContract.letter(9, "mended", "RetriesExhausted");
    DeadLetter dead =
        new DeadLetter(
            again.id(),
            sent.get(1).invocation().requestId(),
            again.function(),
            null,
            again.reason(),
            null,
            again.payload(),
            null,
            List.of(),
            again.acceptedAt(),
            again.diedAt(),
            1);
    assertThat(store().queue().deadLetter(sent.get(1), dead, List.of())).isTrue();
    assertThat(
            store()
                .queue()
                .retryLater(
                    sent.get(2), StoreContract.attempt(1, "TimedOut"), true, Duration.ofHours(1)))
        .isTrue();
    RedriveWork.Outcomes outcomes = work.settle(claim).orElseThrow();
    assertThat(outcomes.failing()).isEqualTo(1);
    Progress progress = outcomes.run().progress();
    assertThat(progress.delivered()).isEqualTo(1);
    assertThat(progress.deadAgain()).isEqualTo(1);
    assertThat(progress.pending()).isEqualTo(2);
    assertThat(progress.phase().outcomes()).isEqualTo(2);
    assertThat(work.settle(claim).orElseThrow().run().progress().delivered())
        .as("counted once")
        .isEqualTo(claim.run().progress().delivered());
    assertThat(store().redriveRuns().letters("run", Outcome.DEAD_AGAIN, 0, 10))
        .extracting(Letter::deadLetterId)
        .containsExactly(again.id());
    assertThat(store().redriveRuns().letters("run", Outcome.PENDING, 0, 10)).hasSize(2);
    assertThat(store().deadLetterQueries().find(again.id()).orElseThrow().links().redrivenFrom())
        .isEqualTo(
            sent.get(1).invocation().requestId().replace("request-", "0000000")
                + "-0000-7000-8000-000000000000");
  }

  @Test
  default void paused_or_cancelled_run_moves_nothing() {
    letters(1, 2);
    RedriveWork work = store().redriveWork();
    Claim claim = running("run");
    Step pause = new Step(State.PAUSED, "lunch", false, true);
    assertThat(
            store()
                .redriveRuns()
                .change("run", Set.of(State.RUNNING), pause, entry("PauseRedrive", "run")))
        .isTrue();
    assertThat(
            store()
                .redriveRuns()
                .change("run", Set.of(State.RUNNING), pause, entry("PauseRedrive", "run")))
        .isFalse();
    assertThat(work.claim()).isEmpty();
    assertThat(work.move(claim, batch(null, 1))).isEmpty();
    assertThat(work.turn(claim, new Step(State.COMPLETED, null, false, false), 1, null)).isEmpty();
    Step cancel = new Step(State.CANCELLED, "never mind", false, false);
    assertThat(
            store()
                .redriveRuns()
                .change("run", Set.of(State.PAUSED), cancel, entry("CancelRedrive", "run")))
        .isTrue();
    assertThat(work.claim()).isEmpty();
    assertThat(store().deadLetterQueries().count(Filter.ALL).number()).isEqualTo(2);
    assertThat(store().redriveRuns().find("run").orElseThrow().note()).isEqualTo("never mind");
  }

  @Test
  default void phase_begins_anew_and_outcomes_of_the_one_before_do_not_count_in_it() {
    letters(1, 3);
    RedriveWork work = store().redriveWork();
    Claim claim = running("run");
    work.move(claim, batch(null, 1));
    RedriveRun anew =
        work.turn(
                claim,
                new Step(State.RUNNING, null, true, false),
                3.25,
                entry("ContinueRedrive", "run"))
            .orElseThrow();
    assertThat(anew.progress().phase()).isEqualTo(new RedriveRun.Phase(2, 0, 0, 0));
    assertThat(anew.progress().rate()).isEqualTo(3.25);
    assertThat(anew.progress().canary()).isFalse();
    assertThat(store().queue().complete(due("odd").getFirst(), List.of())).isTrue();
    Progress settled = work.settle(claim).orElseThrow().run().progress();
    assertThat(settled.delivered()).isEqualTo(1);
    assertThat(settled.phase().outcomes()).isZero();
  }

  @Test
  default void run_goes_on_at_the_next_node_and_the_one_before_changes_nothing_any_more() {
    letters(1, 3, 5);
    Claim before = running("run");
    store().redriveWork().move(before, batch(null, 1));
    StoreUnderTest next = store().successor();
    List<Claim> claims = next.redriveWork().claim();
    assertThat(claims).hasSize(1);
    assertThat(claims.getFirst().run().progress().position()).isEqualTo(id(1));
    assertThat(next.redriveWork().claim().getFirst().token()).isEqualTo(claims.getFirst().token());
    assertThat(next.redriveWork().move(before, batch(null, 3))).isEmpty();
    assertThat(next.redriveWork().move(claims.getFirst(), batch(null, 3))).isPresent();
  }

  @Test
  default void letters_of_a_key_come_by_their_places_within_a_millisecond() {
    String time = "00000007-0000-7000-8000-00000000000";
    List<DeadLetter> letters =
        List.of(
            place(time + "1", "a", "12"),
            place(time + "2", null, "0"),
            place(time + "3", "b", "1"),
            place(time + "4", "a", "2"),
            place(time + "5", "a", "100"),
            place("00000008-0000-7000-8000-000000000000", "a", "101"));
    store().deadLetters().add(letters, List.of());
    assertThat(store().redriveRuns().extent(ALL, 9).keys()).isEqualTo(2);
    RedriveWork.Chunk first = store().redriveWork().next(ALL, "", 1);
    assertThat(first.end()).isEqualTo(time + "1");
    assertThat(first.letters())
        .extracting(DeadLetterSummary::id)
        .containsExactly(time + "4", time + "1", time + "5");
    assertThat(store().redriveWork().next(ALL, time + "5", 10).letters()).hasSize(1);
  }

  private static DeadLetter place(String id, @Nullable String key, String place) {
    DeadLetter letter = letter(1);
    return new DeadLetter(
        id,
        letter.requestId(),
        letter.function(),
        null,
        letter.reason(),
        null,
        letter.payload(),
        null,
        List.of(),
        letter.acceptedAt(),
        letter.diedAt(),
        0,
        key == null ? DeadLetter.Links.NONE : DeadLetter.Links.inOrder(key, place));
  }
}
