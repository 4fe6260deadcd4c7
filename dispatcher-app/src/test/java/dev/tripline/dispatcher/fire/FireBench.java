package dev.tripline.dispatcher.fire;

import dev.tripline.dispatcher.TriplineApplication;
import dev.tripline.dispatcher.crash.CrashNode;
import dev.tripline.testkit.process.AppProcess;
import dev.tripline.testkit.proof.History.Fault;
import dev.tripline.testkit.proof.order.BatchFunction;
import dev.tripline.testkit.proof.order.KeyedPublisher;
import dev.tripline.testkit.proof.order.KeyedRecord;
import dev.tripline.testkit.proof.order.OrderChecker;
import dev.tripline.testkit.proof.order.OrderHistory;
import dev.tripline.testkit.proof.order.OrderHistory.Death;
import dev.tripline.testkit.proof.order.OrderHistory.End;
import dev.tripline.testkit.proof.order.OrderHistory.Sent;
import dev.tripline.testkit.proof.order.OrderVerdict;
import dev.tripline.testkit.server.DispatcherClient;
import dev.tripline.testkit.server.LocalAws;
import dev.tripline.testkit.server.PostgresServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Two dispatchers on one PostgreSQL, a trigger for one source, 64 keys of load, and a nemesis.
final class FireBench implements AutoCloseable {
  static final String TRIGGER = "fire";

  private static final JsonMapper JSON = new JsonMapper();
  private static final String FUNCTION = "recorder";
  private static final int KEYS = 64;
  private static final int PUBLISHERS = 8;
  private static final int RECORDS_PER_SECOND = 80;
  private static final Duration RESHARD_EVERY =
      Duration.ofSeconds(Integer.getInteger("fire.reshard", 3));

  /// Without a record that comes to its end. A machine with other work may take longer for all of them.
  private static final Duration STANDSTILL = Duration.ofMinutes(2);

  /// Longer than a silent dispatcher keeps what is its own.
  private static final Duration PAUSE = Duration.ofSeconds(9);

  private final Path directory;
  private final FireSource source;
  private final BatchFunction function;
  private final List<CrashNode> nodes = new ArrayList<>();
  private final List<Fault> faults = new CopyOnWriteArrayList<>();
  private final List<Death> putAside = new ArrayList<>();
  private final DeadLetterDrain drain = new DeadLetterDrain(FUNCTION);
  private final Map<String, String> settings;
  private final KeyedPublisher publisher;
  private final CountDownLatch calm = new CountDownLatch(1);
  private final Thread resharding;
  private final Visitor visitor;

  /// @param failing how the function fails
  /// @param each how long it takes for a record
  /// @param parkKeys whether a record that is given up parks its key
  /// @param rebalance how often a third dispatcher comes or goes
  record Manner(
      BatchFunction.Failing failing, Duration each, boolean parkKeys, Duration rebalance) {

    static Manner of(BatchFunction.Failing failing, Duration rebalance) {
      return new Manner(failing, Duration.ZERO, false, rebalance);
    }
  }

  FireBench(Path directory, PostgresServer postgres, FireSource source, Manner manner)
      throws InterruptedException {
    this.directory = directory;
    this.source = source;
    function =
        new BatchFunction(FUNCTION, directory.resolve("runs"), manner.failing(), manner.each());
    settings = settings(postgres);
    try {
      for (int i = 0; i < 2; i++) {
        nodes.add(new CrashNode(plan("node-" + i), faults));
      }
      createTrigger(manner.parkKeys());
    } catch (RuntimeException e) {
      nodes.forEach(CrashNode::close);
      throw e;
    }
    publisher =
        KeyedPublisher.start(
            source, directory.resolve("sent"), KEYS, PUBLISHERS, RECORDS_PER_SECOND);
    resharding = Thread.ofVirtual().name("resharding").start(this::reshard);
    visitor = new Visitor(plan("visitor"), function, manner.rebalance(), faults);
  }

  private void reshard() {
    try {
      while (!calm.await(RESHARD_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          source.reshard();
        } catch (RuntimeException e) {
          System.out.println("the shards stay as they are until the next time: " + e);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private Map<String, String> settings(PostgresServer postgres) {
    Map<String, String> all = new LinkedHashMap<>(source.settings());
    Path secret = directory.resolve("aws-secret");
    try {
      Files.writeString(secret, LocalAws.SECRET_KEY);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    all.put("tripline.aws.access-key-id", LocalAws.ACCESS_KEY);
    all.put("tripline.aws.secret-access-key", "file:" + secret);
    all.put("tripline.store.engine", "postgresql");
    all.put("tripline.store.url", postgres.createDatabase("fire" + System.nanoTime()));
    all.put("tripline.store.username", postgres.user());
    all.put("tripline.store.lease", "3s");
    all.put("tripline.triggers.refresh-interval", "500ms");
    all.put("tripline.triggers.max-backoff", "2s");
    all.put("tripline.workers.sandbox", "off");
    return all;
  }

  private AppProcess.Plan plan(String name) {
    Path own = directory.resolve(name);
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.put("tripline.data-directory", own.resolve("data").toString());
    return AppProcess.Plan.ofMainClass(own, TriplineApplication.class.getName(), all)
        .with("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
        .startedOften();
  }

  private void createTrigger(boolean parkKeys) throws InterruptedException {
    ObjectNode form = (ObjectNode) JSON.readTree(source.form());
    if (parkKeys) {
      form.put("parkKeys", true);
    }
    ObjectNode trigger = JSON.createObjectNode().put("name", TRIGGER).put("function", FUNCTION);
    trigger.set("source", form);
    try (DispatcherClient client = new DispatcherClient(nodes.getFirst().endpoint())) {
      client.deploy(function.toPackage());
      client.send("POST", "/v1/triggers", trigger.toString()).orThrow();
    }
  }

  /// The two dispatchers that are always there, unless one was killed.
  List<CrashNode> nodes() {
    return List.copyOf(nodes);
  }

  BatchFunction function() {
    return function;
  }

  /// SIGKILL to one dispatcher, and a new start.
  void kill(int node) throws InterruptedException {
    nodes.get(node).kill();
    LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
    nodes.get(node).restart();
  }

  /// SIGSTOP to one dispatcher until the other one has taken over, and SIGCONT.
  void pause(int node) throws InterruptedException {
    long from = System.currentTimeMillis();
    nodes.get(node).pause();
    LockSupport.parkNanos(PAUSE.toNanos());
    nodes.get(node).resume();
    faults.add(new Fault("SIGSTOP", from, System.currentTimeMillis()));
  }

  void strike(FireSource.Strike strike) throws InterruptedException {
    long from = System.currentTimeMillis();
    strike.act().run();
    if (strike.fault()) {
      faults.add(new Fault(strike.name(), from, System.currentTimeMillis()));
    }
  }

  /// Waits until the function has run so many records, and answers whether it has.
  boolean awaitRuns(int count, Duration limit) {
    return await(() -> function.runs().size() >= count, limit);
  }

  static boolean await(BooleanSupplier condition, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
    }
    return condition.getAsBoolean();
  }

  /// The third dispatcher, which is there or not.
  Visitor visitor() {
    return visitor;
  }

  /// Waits until it has come and gone so often, and answers whether it has.
  boolean awaitRebalances(int count, Duration limit) {
    return await(() -> visitor.rebalances() >= count, limit);
  }

  /// Ends the load, waits until every record that was taken has come to its end or none does any more,
  /// and judges.
  OrderVerdict judge() throws InterruptedException {
    visitor.stop();
    calm.countDown();
    resharding.join();
    List<Sent> sent = publisher.stop();
    Set<KeyedRecord> open = new HashSet<>();
    sent.stream().filter(Sent::acknowledged).forEach(one -> open.add(one.record()));
    long movedAt = System.nanoTime();
    OrderHistory history = observe(sent);
    int left = open.size();
    while (left > 0 && System.nanoTime() - movedAt < STANDSTILL.toNanos()) {
      LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
      history = observe(sent);
      removeEnded(open, history);
      if (open.size() < left) {
        movedAt = System.nanoTime();
        left = open.size();
      }
    }
    if (left > 0) {
      tellWhereItStands();
    }
    return new OrderChecker(source.rules()).check(history);
  }

  private void tellWhereItStands() {
    for (CrashNode node : nodes) {
      System.out.println("A dispatcher stands still. Its trigger, and its last lines:");
      System.out.println(node.get("/v1/triggers/" + TRIGGER).body());
      System.out.println(node.outputTail(100));
    }
  }

  private OrderHistory observe(List<Sent> sent) throws InterruptedException {
    putAside.addAll(source.putAside());
    List<Death> deaths = new ArrayList<>(putAside);
    try (DispatcherClient client = new DispatcherClient(nodes.getFirst().endpoint())) {
      deaths.addAll(drain.read(client));
    }
    return new OrderHistory(sent, function.runs(), deaths, faults);
  }

  private static void removeEnded(Set<KeyedRecord> open, OrderHistory history) {
    history.runs().stream()
        .filter(run -> run.end() == End.OK)
        .forEach(run -> open.remove(run.record()));
    history.deaths().forEach(death -> open.remove(death.record()));
  }

  @Override
  public void close() {
    visitor.close();
    calm.countDown();
    publisher.close();
    nodes.forEach(CrashNode::close);
  }
}
