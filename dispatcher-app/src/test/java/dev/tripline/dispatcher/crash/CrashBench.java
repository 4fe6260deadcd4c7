package dev.tripline.dispatcher.crash;

import static java.util.stream.Collectors.toSet;

import dev.tripline.dispatcher.crash.DeadLetterReader.Letter;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.testkit.process.AppProcess;
import dev.tripline.testkit.proof.Checker;
import dev.tripline.testkit.proof.FunctionLedger;
import dev.tripline.testkit.proof.History;
import dev.tripline.testkit.proof.History.Answer;
import dev.tripline.testkit.proof.History.Death;
import dev.tripline.testkit.proof.History.Fault;
import dev.tripline.testkit.proof.History.Publication;
import dev.tripline.testkit.proof.History.Run;
import dev.tripline.testkit.proof.Publisher;
import dev.tripline.testkit.proof.Verdict;
import dev.tripline.testkit.proof.Violation;
import dev.tripline.testkit.server.DispatcherClient;
import dev.tripline.testkit.server.FunctionPackage;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/// One or more dispatchers on one store, under load from a publisher, and a nemesis that kills,
/// crashes and pauses them. What happened is judged by the independent [Checker].
final class CrashBench implements AutoCloseable {
  static final Duration LEASE = Duration.ofSeconds(3);
  private static final Duration GRACE = Duration.ofSeconds(12);
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(90);
  private static final Duration START_LIMIT = Duration.ofSeconds(10);
  private static final Duration CRASH_LIMIT = Duration.ofSeconds(60);
  private static final Duration PAUSE_LIMIT = Duration.ofSeconds(30);
  private static final int LANE_CONCURRENCY = 8;
  private static final int ATTEMPTS = 3;
  private static final int LOG_LINES = 100;
  private static final String FUNCTION = "recorder";
  private static final String INVOKE_CONFIG =
      "/2019-09-25/functions/" + FUNCTION + "/event-invoke-config";
  private static final String FAILURE_FUNCTION = "failure-recorder";
  private static final String SLOW_FUNCTION = "slow-recorder";

  private final FunctionLedger ledger;
  private final FunctionLedger failures;
  private final FunctionLedger slow;
  private final List<CrashNode> nodes = new ArrayList<>();
  private final List<Fault> faults = new CopyOnWriteArrayList<>();
  private final AtomicInteger turn = new AtomicInteger();
  private final Publisher publisher;

  /// @param stores settings of the store, one map a dispatcher
  CrashBench(Path directory, List<Map<String, String>> stores) throws InterruptedException {
    ledger = new FunctionLedger(directory.resolve("runs"));
    failures = new FunctionLedger(directory.resolve("failures"));
    slow = new FunctionLedger(directory.resolve("slow"));
    try {
      for (int i = 0; i < stores.size(); i++) {
        nodes.add(new CrashNode(plan(directory.resolve("node-" + i), stores.get(i)), faults));
      }
      deploy(nodes.getFirst().endpoint());
    } catch (RuntimeException e) {
      nodes.forEach(CrashNode::close);
      throw e;
    }
    publisher = Publisher.start(this::nextTarget, 8, 200);
  }

  private static AppProcess.Plan plan(Path own, Map<String, String> store) {
    Map<String, String> settings = new LinkedHashMap<>(store);
    settings.put("tripline.data-directory", own.resolve("data").toString());
    settings.put("tripline.retry.error-wait", "200ms");
    settings.put("tripline.retry.not-run-wait", "100ms");
    settings.put("tripline.retry.not-run-wait-limit", "1s");
    settings.put("tripline.delivery.concurrency-per-function", "" + LANE_CONCURRENCY);
    settings.put("tripline.workers.sandbox", "off");
    settings.put("spring.main.banner-mode", "off");
    return AppProcess.Plan.ofMainClass(own, CrashApplication.class.getName(), settings)
        .with("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
        .startedOften();
  }

  private void deploy(URI endpoint) throws InterruptedException {
    try (DispatcherClient client = new DispatcherClient(endpoint)) {
      client.deploy(python(FUNCTION, FunctionLedger.pythonSource(), ledger));
      client.deploy(python(FAILURE_FUNCTION, FunctionLedger.destinationSource(), failures));
      client.deploy(python(SLOW_FUNCTION, FunctionLedger.slowSource(), slow));
      client
          .send(
              "PUT",
              INVOKE_CONFIG,
              """
              {"DestinationConfig":{"OnFailure":{"Destination":
                "arn:aws:lambda:us-east-1:000000000000:function:failure-recorder"}}}
              """)
          .orThrow();
    }
    // Functions are known everywhere at once, other nodes' settings of them within a second.
    nodes.forEach(node -> await(START_LIMIT, () -> node.get(INVOKE_CONFIG).status() == 200));
  }

  private static FunctionPackage python(String name, String source, FunctionLedger ledger) {
    return FunctionPackage.python(name, source, ledger.environment());
  }

  private URI nextTarget() {
    CrashNode node = nodes.get(Math.floorMod(turn.getAndIncrement(), nodes.size()));
    return DispatcherClient.invocations(node.endpoint(), FUNCTION);
  }

  /// Starts the first dispatcher again so that it halts when it reaches the milestone for the n-th
  /// time, and waits until it has. Answers whether it did.
  boolean crashAt(Milestone milestone, int nth) throws InterruptedException {
    CrashNode node = nodes.getFirst();
    node.restart("-D" + CrashPoint.PROPERTY + "=" + milestone + ":" + nth);
    return node.awaitCrash(milestone.name(), CRASH_LIMIT);
  }

  /// Starts the first dispatcher again, without a crash point, after [#crashAt].
  void recover() throws InterruptedException {
    nodes.getFirst().restart();
  }

  /// Kills one dispatcher twice, and starts it again: once after a random time under load, once while
  /// it recovers from that.
  void killTwice(Random random) throws InterruptedException {
    CrashNode node = nodes.get(random.nextInt(nodes.size()));
    LockSupport.parkNanos(Duration.ofMillis(100 + random.nextInt(1_200)).toNanos());
    node.kill();
    node.restartBriefly(Duration.ofMillis(500 + random.nextInt(3_000)));
    node.restart();
  }

  /// Has the first dispatcher run some slow events, stops it by SIGSTOP until another one has taken
  /// them over and its own workers are done with them, and lets it go on.
  void pauseFirstWithSlowEvents(int count, Duration slowness) throws InterruptedException {
    CrashNode first = nodes.getFirst();
    first.invokeLater(SLOW_FUNCTION, count, "\"seconds\":" + slowness.toSeconds());
    await(PAUSE_LIMIT, () -> slow.runs().size() >= count);
    long done = System.nanoTime() + slowness.toNanos();
    long from = System.currentTimeMillis();
    first.pause();
    await(PAUSE_LIMIT, () -> slow.runs().size() >= 2 * count && System.nanoTime() > done);
    first.resume();
    faults.add(new Fault("SIGSTOP", from, System.currentTimeMillis()));
  }

  /// Gives the first dispatcher more slow events than it may run at once, stops it by SIGSTOP until
  /// another one is done with all of them, and lets it go on until it is done with a later one. Answers
  /// how many runs of the events there were more than events.
  int pauseFirstWithBacklog(int events, Duration slowness) throws InterruptedException {
    CrashNode first = nodes.getFirst();
    first.invokeLater(SLOW_FUNCTION, events, "\"seconds\":" + slowness.toSeconds());
    await(PAUSE_LIMIT, () -> slow.runs().size() >= LANE_CONCURRENCY);
    long from = System.currentTimeMillis();
    first.pause();
    await(DRAIN_LIMIT, () -> requests(slow).size() >= events);
    first.resume();
    faults.add(new Fault("SIGSTOP", from, System.currentTimeMillis()));
    first.invokeLater(SLOW_FUNCTION, 1, "\"seconds\":0");
    await(DRAIN_LIMIT, () -> requests(slow).size() > events);
    return slow.runs().size() - requests(slow).size();
  }

  private static Set<String> requests(FunctionLedger ledger) {
    return ledger.runs().stream().map(Run::requestId).collect(toSet());
  }

  int concurrency() {
    return LANE_CONCURRENCY;
  }

  /// Waits until a dispatcher was refused so many results because others had taken over, and answers
  /// how many it were.
  long awaitFenced(int node, int expected) {
    await(PAUSE_LIMIT, () -> nodes.get(node).fenced() >= expected);
    return nodes.get(node).fenced();
  }

  /// Waits until so many more events were acknowledged.
  void awaitAcknowledged(int more) {
    int target = publisher.acknowledged() + more;
    await(Duration.ofSeconds(30), () -> publisher.acknowledged() >= target);
  }

  /// Ends the load, waits until every acknowledged event has come to its end, and judges.
  Verdict judge() throws InterruptedException {
    List<Publication> publications = publisher.stop();
    URI endpoint = nodes.getFirst().endpoint();
    Set<String> open = new HashSet<>();
    for (Publication publication : publications) {
      if (publication.answer() == Answer.ACKNOWLEDGED) {
        open.add(publication.id());
      }
    }
    long deadline = System.nanoTime() + DRAIN_LIMIT.toNanos();
    History history = observe(publications, endpoint);
    while (!isDrained(open, history) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
      history = observe(publications, endpoint);
    }
    Verdict verdict = new Checker(GRACE, ATTEMPTS, LANE_CONCURRENCY).check(history);
    if (!verdict.holds()) {
      tellMore(verdict, history);
    }
    return verdict;
  }

  /// Every attempt of what the violations are about, as the dispatcher remembers it, and its log.
  private void tellMore(Verdict verdict, History history) throws InterruptedException {
    Set<String> ids = verdict.violations().stream().map(Violation::id).collect(toSet());
    Set<String> requests =
        Stream.concat(
                history.runs().stream().filter(run -> ids.contains(run.id())).map(Run::requestId),
                history.deaths().stream()
                    .filter(death -> ids.contains(death.id()))
                    .map(Death::requestId))
            .collect(toSet());
    history.runs().stream().filter(run -> ids.contains(run.id())).forEach(System.out::println);
    history.faults().forEach(System.out::println);
    System.out.println(DeadLetterReader.inFull(nodes.getFirst().endpoint(), FUNCTION, requests));
    for (CrashNode node : nodes) {
      System.out.println("the last lines of the dispatcher at " + node.endpoint() + ":");
      System.out.println(node.outputTail(LOG_LINES));
    }
  }

  /// Request ids of dead letters of which the failure destination was never told.
  List<String> deathsNotAnnounced() throws InterruptedException {
    List<Letter> deaths = DeadLetterReader.read(nodes.getFirst().endpoint(), FUNCTION);
    Set<String> announced = new HashSet<>();
    await(
        DRAIN_LIMIT,
        () -> {
          failures.runs().forEach(run -> announced.add(run.id()));
          return deaths.stream().allMatch(death -> announced.contains(death.requestId()));
        });
    return deaths.stream().map(Letter::requestId).filter(id -> !announced.contains(id)).toList();
  }

  /// The dead letters are read before the runs: each of them comes after its last run.
  private History observe(List<Publication> publications, URI endpoint)
      throws InterruptedException {
    List<Letter> letters = DeadLetterReader.read(endpoint, FUNCTION);
    List<Run> runs = ledger.runs();
    Map<String, String> idsByRequest = new HashMap<>();
    runs.forEach(run -> idsByRequest.put(run.requestId(), run.id()));
    for (Publication publication : publications) {
      if (publication.requestId() != null) {
        idsByRequest.put(publication.requestId(), publication.id());
      }
    }
    List<Death> deaths = letters.stream().map(letter -> letter.of(idsByRequest)).toList();
    return new History(publications, runs, deaths, faults);
  }

  private static boolean isDrained(Set<String> open, History history) {
    Set<String> ended = new HashSet<>();
    history.runs().stream().filter(Run::succeeded).forEach(run -> ended.add(run.id()));
    history.deaths().forEach(death -> ended.add(death.id()));
    return ended.containsAll(open);
  }

  private static void await(Duration limit, BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }

  @Override
  public void close() {
    publisher.close();
    nodes.forEach(CrashNode::close);
  }
}
