package dev.tripline.dispatcher.deadletter.redrive.run;

import dev.tripline.delivery.PollThread;
import dev.tripline.dispatcher.deadletter.redrive.run.LetterPayloads.Prepared;
import dev.tripline.dispatcher.deadletter.transform.Computation;
import dev.tripline.dispatcher.deadletter.transform.Transformation;
import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.spi.audit.AuditEntry.Target;
import dev.tripline.spi.deadletter.DeadLetterSummary;
import dev.tripline.spi.redrive.RedriveRun;
import dev.tripline.spi.redrive.RedriveRun.Progress;
import dev.tripline.spi.redrive.RedriveRun.State;
import dev.tripline.spi.redrive.RedriveWork;
import dev.tripline.spi.redrive.RedriveWork.Batch;
import dev.tripline.spi.redrive.RedriveWork.Chunk;
import dev.tripline.spi.redrive.RedriveWork.Claim;
import dev.tripline.spi.redrive.RedriveWork.Move;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries runs out that this node has claimed: looks at what became of the letters, and sends more. A
/// run goes on where it was, whatever ended the node; each letter is moved in the transaction that notes
/// it. One thread.
public final class RedriveRunner implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RedriveRunner.class);
  private static final int MOST_AT_ONCE = 500;
  private static final int FIRST_TRANSFORMED = 8;
  private static final double SECOND = 1e9;
  private static final double LONG_SECONDS = 1;

  private final RedriveWork work;
  private final Runnable wake;
  private final LetterPayloads payloads;
  private final int maxRedrives;
  private final PollThread thread;
  private final Map<String, Live> live = new HashMap<>();

  /// @param wake tells the deliveries that there is something to fetch
  /// @param payloads that the letters are sent with
  /// @param maxRedrives letters that were redriven so often stay
  /// @param interval between two looks
  public RedriveRunner(
      RedriveWork work,
      Runnable wake,
      LetterPayloads payloads,
      int maxRedrives,
      Duration interval) {
    this.work = work;
    this.wake = wake;
    this.payloads = payloads;
    this.maxRedrives = maxRedrives;
    this.thread =
        new PollThread(
            "redrives",
            interval,
            this::runOnce,
            "Redrives do not go on",
            "Redrives stop here and go on after the next start");
  }

  /// What a node remembers of a run between two looks.
  private static final class Live {
    private final long token;
    private final RedriveOrder order;
    private final @Nullable Transformation transformation;
    private RedriveRun.Phase phase;
    private RecentOutcomes recent;
    private double allowance;
    private int most;
    private long sentAt = System.nanoTime();
    private long pacedAt = sentAt;
    private long failing;
    private boolean failures;

    Live(Claim claim, RedriveOrder order, @Nullable Transformation transformation) {
      this.token = claim.token();
      this.order = order;
      this.transformation = transformation;
      this.most = transformation == null ? MOST_AT_ONCE : FIRST_TRANSFORMED;
      this.phase = claim.run().progress().phase();
      this.recent = RecentOutcomes.of(phase);
    }

    void learn(RedriveRun.Phase now, long nowFailing) {
      boolean same = now.number() == phase.number();
      long delivered = now.delivered() - (same ? phase.delivered() : 0);
      long dead = now.deadAgain() - (same ? phase.deadAgain() : 0);
      recent = (same ? recent : RecentOutcomes.NONE).plus(delivered, dead);
      failures = failures || dead > 0 || nowFailing > failing;
      failing = nowFailing;
      phase = now;
    }
  }

  public void start() {
    thread.start();
  }

  /// One look at each run.
  boolean runOnce() {
    List<Claim> claims = work.claim();
    live.keySet().retainAll(claims.stream().map(claim -> claim.run().id()).toList());
    claims.forEach(this::carryOn);
    return false;
  }

  private void carryOn(Claim claim) {
    Live known =
        live.compute(
            claim.run().id(),
            (_, before) -> before == null || before.token != claim.token() ? begin(claim) : before);
    Optional<RedriveWork.Outcomes> outcomes = work.settle(claim);
    if (outcomes.isEmpty()) {
      return; // another node has it
    }
    RedriveRun run = outcomes.get().run();
    known.learn(run.progress().phase(), outcomes.get().failing());
    if (run.state() == State.RUNNING) {
      pace(claim, known, run).ifPresent(paced -> send(claim, known, paced));
    }
  }

  private Live begin(Claim claim) {
    RedriveOrder order = RedriveOrder.of(claim.run());
    return new Live(claim, order, payloads.transformation(order.transform()));
  }

  /// Once a second.
  private Optional<RedriveRun> pace(Claim claim, Live known, RedriveRun run) {
    long now = System.nanoTime();
    Progress progress = run.progress();
    if (now - known.pacedAt < SECOND) {
      return Optional.of(run);
    }
    double rate = RatePolicy.next(progress.rate(), known.order.pace().rate(), known.failures);
    known.pacedAt = now;
    known.failures = false;
    if (rate == progress.rate()) {
      return Optional.of(run);
    }
    return work.turn(
        claim,
        new RedriveRun.Step(State.RUNNING, run.note(), false, progress.canary()),
        rate,
        null);
  }

  private void send(Claim claim, Live known, RedriveRun run) {
    Progress progress = run.progress();
    long now = System.nanoTime();
    known.allowance =
        RatePolicy.allowance(known.allowance, progress.rate(), (now - known.sentAt) / SECOND);
    known.sentAt = now;
    switch (RedriveStep.of(known.order.pace(), progress, known.recent, false)) {
      case RedriveStep.Turn(var step) -> turn(claim, run, step);
      case RedriveStep.Await _ -> {
        // the next look may know more
      }
      case RedriveStep.Send(int most) -> {
        int number = (int) Math.min(Math.min(most, known.most), Math.floor(known.allowance));
        Chunk chunk = next(known, progress.position(), Math.max(number, 1));
        if (chunk.letters().isEmpty()) {
          exhausted(claim, known, run);
        } else if (number > 0) {
          move(claim, known, chunk);
        }
      }
    }
  }

  /// Payloads that are transformed are in memory together.
  private Chunk next(Live known, String position, int limit) {
    Chunk chunk = work.next(known.order.scope(), position, limit);
    long bytes = chunk.letters().stream().mapToLong(DeadLetterSummary::payloadBytes).sum();
    return known.transformation == null || limit == 1 || bytes <= LetterPayloads.BYTES_AT_ONCE
        ? chunk
        : next(known, position, limit / 2);
  }

  private void exhausted(Claim claim, Live known, RedriveRun run) {
    if (RedriveStep.of(known.order.pace(), run.progress(), known.recent, true)
        instanceof RedriveStep.Turn(var step)) {
      turn(claim, run, step);
    }
  }

  private void move(Claim claim, Live known, Chunk chunk) {
    Prepared prepared =
        prepare(
            known,
            chunk.letters().stream()
                .filter(letter -> letter.redriveCount() < maxRedrives)
                .toList());
    List<Move> moves = prepared.moves();
    long skipped = chunk.letters().stream().filter(letter -> stays(letter, chunk.end())).count();
    var batch =
        new Batch(
            moves,
            chunk.end(),
            (int) skipped,
            prepared.untransformed().stream()
                .filter(letter -> letter.letterId().compareTo(chunk.end()) <= 0)
                .toList(),
            known.order.target(),
            known.order.actor());
    if (work.move(claim, batch).isPresent() && !moves.isEmpty()) {
      known.allowance -= moves.size();
      wake.run();
    }
  }

  /// The slower a transformation is, the fewer letters are moved at once: the run must be held meanwhile.
  private Prepared prepare(Live known, List<DeadLetterSummary> chosen) {
    if (known.transformation == null) {
      return payloads.prepare(null, chosen);
    }
    long begin = System.nanoTime();
    Prepared prepared =
        Computation.run("transform", () -> payloads.prepare(known.transformation, chosen));
    double seconds = (System.nanoTime() - begin) / SECOND;
    known.most =
        seconds > LONG_SECONDS
            ? Math.max(1, known.most / 4)
            : Math.min(MOST_AT_ONCE, known.most * 2);
    return prepared;
  }

  /// One behind the end comes again.
  private boolean stays(DeadLetterSummary letter, String end) {
    return letter.redriveCount() >= maxRedrives && letter.id().compareTo(end) <= 0;
  }

  private void turn(Claim claim, RedriveRun run, RedriveRun.Step step) {
    AuditEntry entry =
        switch (step.to()) {
          case STOPPED -> entry(run, "StopRedrive", step.note());
          case COMPLETED -> entry(run, "CompleteRedrive", "all letters were looked at");
          case WAITING -> entry(run, "HoldRedrive", step.note());
          case RUNNING, PAUSED, CANCELLED -> null;
        };
    boolean turned = work.turn(claim, step, run.progress().rate(), entry).isPresent();
    if (turned && step.to() == State.STOPPED) {
      log.warn("Redrive {} stops by itself: {}", run.id(), step.note());
    } else if (turned) {
      log.info("Redrive {}: {} {}", run.id(), step.to(), step.note() == null ? "" : step.note());
    }
  }

  private static AuditEntry entry(RedriveRun run, String action, @Nullable String reason) {
    Progress progress = run.progress();
    return new AuditEntry(
        Actor.SYSTEM,
        action,
        Target.redrive(run.id()),
        reason,
        Map.of(
            "sent", Long.toString(progress.sent()),
            "delivered", Long.toString(progress.delivered()),
            "deadAgain", Long.toString(progress.deadAgain())));
  }

  @Override
  public void close() {
    thread.close();
  }
}
