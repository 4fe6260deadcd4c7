package dev.tripline.dispatcher.trigger.run;

import dev.tripline.adapter.rabbitmq.RabbitEndpoint;
import dev.tripline.adapter.rabbitmq.RabbitQueueSettings;
import dev.tripline.adapter.rabbitmq.RabbitQueueSource;
import dev.tripline.adapter.storage.FolderBucketSettings;
import dev.tripline.adapter.storage.FolderBucketSource;
import dev.tripline.adapter.storage.FolderListener;
import dev.tripline.delivery.DeliveryServices;
import dev.tripline.delivery.filter.EventFilters;
import dev.tripline.delivery.filter.FilteredSource;
import dev.tripline.delivery.ledger.TriggerLedger;
import dev.tripline.delivery.queue.QueueDelivery;
import dev.tripline.delivery.stream.StreamSettings;
import dev.tripline.dispatcher.connection.BrokerAddress;
import dev.tripline.dispatcher.connection.ConnectionSettings;
import dev.tripline.dispatcher.connection.Login;
import dev.tripline.dispatcher.function.AccountSettings;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.TriggerLease;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.TriggerStatus;
import dev.tripline.dispatcher.trigger.TriggerStore;
import dev.tripline.dispatcher.trigger.run.stream.AwsStreams;
import dev.tripline.dispatcher.trigger.run.stream.KafkaTopics;
import dev.tripline.dispatcher.trigger.run.stream.StreamRuns;
import dev.tripline.spi.source.RecentlySettled;
import dev.tripline.spi.source.SourceUnavailableException;
import dev.tripline.spi.store.SourceStateStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Makes the adapters' sources from triggers, and joins them to deliveries.
public final class AdapterRuns implements SourceRuns {
  private static final String GUEST = "guest";
  private static final int MAX_PREFETCH = 65_535;
  private static final int MAX_SETTLED = 10_000;
  private static final int MAX_FILES = 1_000_000;

  private final DeliveryServices services;
  private final EventAcceptance acceptance;
  private final SourceStateStore sourceState;
  private final TriggerStore store;
  private final Surroundings surroundings;
  private final Map<String, RecentlySettled> settled = new ConcurrentHashMap<>();

  public AdapterRuns(
      DeliveryServices services,
      EventAcceptance acceptance,
      SourceStateStore sourceState,
      TriggerStore store,
      Surroundings surroundings) {
    this.services = services;
    this.acceptance = acceptance;
    this.sourceState = sourceState;
    this.store = store;
    this.surroundings = surroundings;
  }

  /// What triggers refer to.
  public record Surroundings(
      AccountSettings account,
      ConnectionSettings connections,
      StoredSecrets secrets,
      TriggerServices guards,
      StreamRuns streams,
      KafkaTopics kafka,
      AwsStreams aws,
      SqsRuns sqs,
      EventFilters filters,
      SourceCheck check) {}

  public SourceStateStore sourceState() {
    return sourceState;
  }

  public InstantSource clock() {
    return services.clock();
  }

  /// What must be done before a new trigger exists: noting which files it shall not tell of, and where
  /// in a stream it begins.
  public void prepare(Trigger trigger) throws InterruptedException {
    if (trigger.source() instanceof TriggerSource.Folder folder && !folder.reportExisting()) {
      folderSource(trigger, folder, (_, _) -> {}).takeAsKnown();
    }
    surroundings.aws().place(trigger);
  }

  @Override
  public SourceRun open(Trigger trigger, TriggerStatus status) {
    status.warning(surroundings.check().tooSlow(trigger.source(), trigger.function()).orElse(null));
    return switch (trigger.source()) {
      case TriggerSource.RabbitQueue queue -> queueRun(trigger, queue, status);
      case TriggerSource.Folder folder -> folderRun(trigger, folder, status);
      case TriggerSource.KafkaTopic topic ->
          streamRun(trigger, topic.reading(), surroundings.kafka().open(topic), status);
      case TriggerSource.KinesisStream stream ->
          streamRun(trigger, stream.reading(), surroundings.aws().open(trigger, stream), status);
      case TriggerSource.DynamoDbStream stream ->
          streamRun(trigger, stream.reading(), surroundings.aws().open(trigger, stream), status);
      case TriggerSource.SqsQueue queue ->
          surroundings
              .sqs()
              .open(
                  trigger,
                  queue,
                  status,
                  new SqsRuns.Own(
                      surroundings.guards().guarded(trigger, services),
                      account(trigger),
                      settled(trigger.id())));
      case TriggerSource.CloudEvents _ ->
          throw new IllegalArgumentException(trigger.name() + " waits for requests");
    };
  }

  private SourceRun streamRun(
      Trigger trigger, StreamSettings reading, StreamRuns.Opened opened, TriggerStatus status) {
    return surroundings.streams().open(trigger, reading, opened, account(trigger), status);
  }

  private SourceRun queueRun(
      Trigger trigger, TriggerSource.RabbitQueue queue, TriggerStatus status) {
    var account = surroundings.account();
    String arn =
        queue.arn() != null
            ? queue.arn()
            : "arn:aws:mq:%s:%s:broker:%s:b-%s"
                .formatted(account.region(), account.accountId(), trigger.name(), trigger.id());
    RabbitEndpoint endpoint = endpoint(queue.broker());
    var source =
        new RabbitQueueSource(
            new RabbitQueueSettings(
                endpoint,
                queue.queue(),
                arn,
                Math.min(queue.batching().batchSize(), MAX_PREFETCH),
                Duration.ofSeconds(30)),
            settled(trigger.id()),
            clock());
    var delivered =
        new QueueDelivery.Trigger(
            trigger.id(),
            trigger.function(),
            queue.batching(),
            surroundings.filters().compile(FilteredSource.RABBITMQ, queue.batching().filters()));
    var run =
        new QueueRun(
            source,
            delivered,
            surroundings.guards().guarded(trigger, services),
            status,
            account(trigger));
    Integer port = queue.managementPort();
    return port == null ? run : new CheckedRabbitRun(run, endpoint, port, queue.queue(), status);
  }

  /// The books of a trigger.
  private TriggerLedger account(Trigger trigger) {
    return surroundings.guards().account(trigger);
  }

  private RecentlySettled settled(String triggerId) {
    return settled.computeIfAbsent(triggerId, _ -> new RecentlySettled(MAX_SETTLED));
  }

  /// The trigger is gone.
  public void forget(Trigger trigger) {
    settled.remove(trigger.id());
    surroundings.guards().forget(trigger);
    sourceState.clear(trigger.id());
  }

  /// The trigger begins to run, or begins anew.
  public void began(Trigger trigger, TriggerStatus status) {
    surroundings.guards().began(trigger, status);
  }

  private RabbitEndpoint endpoint(TriggerSource.Broker broker) {
    if (broker.connection() == null) {
      Login login = login(broker.username(), broker.password());
      return new RabbitEndpoint(
          broker.host(),
          broker.port(),
          broker.tls(),
          broker.virtualHost(),
          login.username(),
          login.password());
    }
    ConnectionSettings.Connection connection =
        surroundings
            .connections()
            .find(broker.connection())
            .orElseThrow(() ->
                new IllegalStateException(
                    "tripline.connections." + broker.connection() + " is not configured here"));
    BrokerAddress address = BrokerAddress.of(connection.uri());
    Login login =
        broker.password() == null
            ? login(
                connection.username() == null ? "" : connection.username(), connection.password())
            : login(broker.username(), broker.password());
    return new RabbitEndpoint(
        address.host(),
        address.port(),
        address.tls(),
        broker.virtualHost().equals("/") ? address.virtualHost() : broker.virtualHost(),
        login.username(),
        login.password());
  }

  /// RabbitMQ's own default where none is given; it only lets it in from its own machine.
  private Login login(String username, @Nullable SecretReference password) {
    String known =
        username.isEmpty() && (password == null || !password.stored()) ? GUEST : username;
    return password == null
        ? new Login(known, GUEST)
        : Login.of(known, password, surroundings.secrets());
  }

  private SourceRun folderRun(Trigger trigger, TriggerSource.Folder folder, TriggerStatus status) {
    Duration thrice = folder.timing().rescan().multipliedBy(3);
    Duration shortest = Duration.ofSeconds(30);
    TriggerLease lease =
        store.lease(trigger.id(), thrice.compareTo(shortest) > 0 ? thrice : shortest);
    FolderListener listener =
        (files, problems) -> {
          if (!lease.hold()) {
            throw new SourceUnavailableException("another node watches the folder now");
          }
          status.healthy();
          if (!problems.isEmpty()) {
            status.error(files + " files are known; not readable: " + String.join("; ", problems));
          }
        };
    return new FolderRun(
        folderSource(trigger, folder, listener), trigger, acceptance, lease, status);
  }

  private FolderBucketSource folderSource(
      Trigger trigger, TriggerSource.Folder folder, FolderListener listener) {
    TriggerSource.Selection selection = folder.selection();
    var account = surroundings.account();
    var settings =
        new FolderBucketSettings(
            trigger.id(),
            folder.path(),
            new FolderBucketSettings.Bucket(
                folder.bucket(), account.region(), account.accountId(), trigger.name()),
            new FolderBucketSettings.Filter(
                selection.prefix(), selection.suffix(), selection.events()),
            new FolderBucketSettings.Names(selection.hidden(), selection.temporarySuffixes()),
            new FolderBucketSettings.Timing(
                folder.timing().settle(), folder.timing().rescan(), MAX_FILES));
    return new FolderBucketSource(settings, sourceState, listener, clock());
  }
}
