package dev.tripline.dispatcher.crash.changes;

import dev.tripline.adapter.shards.Position;
import dev.tripline.dispatcher.crash.CrashNode;
import dev.tripline.dispatcher.fire.DatabaseFire;
import dev.tripline.dispatcher.fire.DeadLetterDrain;
import dev.tripline.testkit.process.AppProcess;
import dev.tripline.testkit.proof.History.Fault;
import dev.tripline.testkit.proof.order.BatchFunction;
import dev.tripline.testkit.proof.order.KeyedPublisher;
import dev.tripline.testkit.proof.order.KeyedRecord;
import dev.tripline.testkit.proof.order.OrderChecker;
import dev.tripline.testkit.proof.order.OrderHistory;
import dev.tripline.testkit.proof.order.OrderHistory.End;
import dev.tripline.testkit.proof.order.OrderHistory.Sent;
import dev.tripline.testkit.proof.order.OrderRules;
import dev.tripline.testkit.proof.order.OrderVerdict;
import dev.tripline.testkit.server.DispatcherClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// One dispatcher on SQLite with a trigger for a table, whose function writes down each record.
final class ChangeCrashBench implements AutoCloseable {
  static final int KEYS = 64;

  private static final JsonMapper JSON = new JsonMapper();
  private static final String FUNCTION = "recorder";
  private static final String TRIGGER = "crashed";
  private static final int PUBLISHERS = 8;
  private static final int RECORDS_PER_SECOND = 25;
  private static final int BOUNDARY_SHIFT = 96;

  /// With a backlog, other keys run ahead of one that is tried again, and all of theirs comes again.
  private static final int MOST_REPLAYED = 1_000;

  private static final Duration CATCHING_UP = Duration.ofMinutes(1);
  private static final Duration LIMIT = Duration.ofMinutes(4);

  private final Path directory;
  private final DatabaseFire source;
  private final BatchFunction function;
  private final List<Fault> faults = new CopyOnWriteArrayList<>();
  private final CrashNode node;
  private final DeadLetterDrain drain = new DeadLetterDrain(FUNCTION);

  ChangeCrashBench(Path directory, DatabaseFire source) throws InterruptedException {
    this.directory = directory;
    this.source = source;
    this.function =
        new BatchFunction(
            FUNCTION,
            directory.resolve("runs"),
            BatchFunction.Failing.RAISES_OR_STOPS,
            Duration.ZERO);
    this.node = new CrashNode(plan(), faults);
    try (DispatcherClient client = new DispatcherClient(node.endpoint())) {
      client.deploy(function.toPackage());
      client
          .send(
              "POST",
              "/v1/triggers",
              "{\"name\":\"%s\",\"function\":\"%s\",\"source\":%s}"
                  .formatted(TRIGGER, FUNCTION, source.form()))
          .orThrow();
    } catch (RuntimeException e) {
      node.close();
      throw e;
    }
  }

  private AppProcess.Plan plan() {
    Map<String, String> all = new LinkedHashMap<>(source.settings());
    all.put("tripline.data-directory", directory.resolve("data").toString());
    all.put("tripline.triggers.refresh-interval", "500ms");
    all.put("tripline.triggers.max-backoff", "2s");
    all.put("tripline.workers.sandbox", "off");
    all.put("tripline.shards.lease", "2s");
    return AppProcess.Plan.ofMainClass(directory, ChangeCrashApplication.class.getName(), all)
        .with("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
        .startedOften();
  }

  KeyedPublisher publish() {
    return KeyedPublisher.start(
        source, directory.resolve("sent"), KEYS, PUBLISHERS, RECORDS_PER_SECOND);
  }

  boolean await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
    return condition.getAsBoolean();
  }

  boolean awaitMoreRuns(int more) {
    int before = function.runs().size();
    return await(() -> function.runs().size() >= before + more);
  }

  List<OrderHistory.Run> runs() {
    return function.runs();
  }

  void kill() throws InterruptedException {
    node.kill();
  }

  void restart() throws InterruptedException {
    node.restart();
  }

  /// Starts it anew and waits until it has died there; answers whether it did.
  boolean crashAt(ChangeCrashPoint point, int nth) throws InterruptedException {
    if (point == ChangeCrashPoint.SOURCE_CONFIRMED) {
      node.restart();
      BigInteger before = confirmed();
      boolean told = await(() -> confirmed().compareTo(before) > 0);
      node.kill();
      return told;
    }
    node.restart(point.at(nth));
    return node.awaitCrash(point.name(), LIMIT);
  }

  /// Up to where the database was told that its log is processed; zero if it is told nothing.
  BigInteger confirmed() {
    try {
      return source.confirmed().orElse(BigInteger.ZERO);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The end of the last transaction before the checkpoint of the dispatcher, which must be down.
  BigInteger checkpoint() {
    String url = "jdbc:sqlite:" + copyOfStore();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT position FROM shard")) {
      if (row.next() && Position.of(row.getString(1)) instanceof Position.After after) {
        return new BigInteger(after.sequenceNumber()).shiftRight(BOUNDARY_SHIFT);
      }
      throw new IllegalStateException("there is no checkpoint");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /// A reader would bring the log of the store itself to its end.
  private Path copyOfStore() {
    Path copy = directory.resolve("copy.db");
    try {
      for (String part : List.of("", "-wal")) {
        Path original = directory.resolve("data").resolve("store.db" + part);
        Path target = directory.resolve("copy.db" + part);
        Files.deleteIfExists(target);
        if (Files.exists(original)) {
          Files.copy(original, target);
        }
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException("the store cannot be copied", e);
    }
  }

  JsonNode trigger() {
    return JSON.readTree(node.get("/v1/triggers/" + TRIGGER).orThrow());
  }

  void resolveGap(String resolution) throws InterruptedException {
    try (DispatcherClient client = new DispatcherClient(node.endpoint())) {
      client
          .send(
              "POST",
              "/v1/triggers/" + TRIGGER + "/gap",
              "{\"resolution\":\"%s\"}".formatted(resolution))
          .orThrow();
    }
  }

  /// The records that were done or given up.
  Set<KeyedRecord> ended() throws InterruptedException {
    Set<KeyedRecord> ended = new HashSet<>();
    function.runs().stream()
        .filter(run -> run.end() == End.OK)
        .forEach(run -> ended.add(run.record()));
    try (DispatcherClient client = new DispatcherClient(node.endpoint())) {
      drain.read(client).forEach(death -> ended.add(death.record()));
    }
    return ended;
  }

  /// Waits until every record that was taken has come to its end, and judges.
  OrderVerdict judge(List<Sent> sent) throws InterruptedException {
    Set<KeyedRecord> taken = new HashSet<>();
    sent.stream().filter(Sent::acknowledged).forEach(one -> taken.add(one.record()));
    long deadline = System.nanoTime() + LIMIT.toNanos();
    boolean drained = ended().containsAll(taken);
    while (!drained && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
      drained = ended().containsAll(taken);
    }
    if (!drained) {
      System.out.println("not all has come to its end: " + trigger());
      System.out.println(node.outputTail(60));
    }
    try (DispatcherClient client = new DispatcherClient(node.endpoint())) {
      OrderRules rules = source.rules();
      return new OrderChecker(
              new OrderRules(rules.ordered(), rules.attempts(), CATCHING_UP, MOST_REPLAYED))
          .check(new OrderHistory(sent, function.runs(), drain.read(client), faults));
    }
  }

  @Override
  public void close() {
    node.close();
  }
}
