package dev.tripline.testkit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

class BrokersTest {

  @Test
  void kafka_keeps_port_and_records_over_a_kill() {
    try (KafkaServer server = KafkaServer.start()) {
      server.createTopic("orders", 1);
      send(server.bootstrapServers(), Map.of(), "first");
      server.kill();
      server.restart();
      server.addPartitions("orders", 2);

      assertThat(read(server.bootstrapServers(), Map.of())).containsExactly("first");
    }
  }

  @Test
  void kafka_takes_password_and_certificate() {
    try (KafkaServer server = KafkaServer.startSecured()) {
      server.createTopic("orders", 1);
      KafkaSecurity security = server.security();
      send(security.saslBootstrapServers(), scram(), "by password");
      send(security.sslBootstrapServers(), tls(security), "by certificate");

      assertThat(read(security.saslBootstrapServers(), scram()))
          .containsExactly("by password", "by certificate");
    }
  }

  private static Map<String, Object> scram() {
    String login = "org.apache.kafka.common.security.scram.ScramLoginModule required";
    return Map.of(
        CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
        "SASL_PLAINTEXT",
        SaslConfigs.SASL_MECHANISM,
        "SCRAM-SHA-512",
        SaslConfigs.SASL_JAAS_CONFIG,
        "%s username=\"%s\" password=\"%s\";"
            .formatted(login, KafkaSecurity.USER, KafkaSecurity.PASSWORD));
  }

  private static Map<String, Object> tls(KafkaSecurity security) {
    return Map.of(
        CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
        "SSL",
        SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG,
        "PEM",
        SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG,
        security.certificate().toString(),
        SslConfigs.SSL_KEYSTORE_TYPE_CONFIG,
        "PKCS12",
        SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG,
        security.keyStore().toString(),
        SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG,
        KafkaSecurity.STORE_PASSWORD);
  }

  private static void send(String servers, Map<String, Object> security, String value) {
    Map<String, Object> settings = new HashMap<>(security);
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
    StringSerializer text = new StringSerializer();
    try (KafkaProducer<String, String> producer = new KafkaProducer<>(settings, text, text)) {
      assertThat(producer.send(new ProducerRecord<>("orders", "key", value)))
          .succeedsWithin(Duration.ofSeconds(60));
    }
  }

  private static List<String> read(String servers, Map<String, Object> security) {
    Map<String, Object> settings = new HashMap<>(security);
    settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, "readers");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    StringDeserializer text = new StringDeserializer();
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(settings, text, text)) {
      consumer.subscribe(List.of("orders"));
      long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (values.isEmpty() && System.nanoTime() < end) {
        consumer.poll(Duration.ofMillis(200)).forEach(one -> values.add(one.value()));
      }
    }
    return values;
  }

  @Test
  void sqs_keeps_the_order_of_a_group() {
    try (SqsServer server = SqsServer.start();
        SqsClient sqs = server.client()) {
      String url =
          sqs.createQueue(queue ->
                  queue.queueName("a.fifo").attributesWithStrings(Map.of("FifoQueue", "true")))
              .queueUrl();
      for (String body : List.of("first", "second")) {
        sqs.sendMessage(one ->
            one.queueUrl(url)
                .messageBody(body)
                .messageGroupId("group")
                .messageDeduplicationId(body));
      }

      assertThat(url).isEqualTo(server.queueUrl("a.fifo"));
      assertThat(sqs.receiveMessage(poll -> poll.queueUrl(url).maxNumberOfMessages(10)).messages())
          .extracting(Message::body)
          .containsExactly("first", "second");
    }
  }

  @Test
  void kinesis_splits_a_shard() {
    skipUnlessAvailable(KinesisServer.whyUnavailable());
    try (KinesisServer server = KinesisServer.start();
        KinesisClient kinesis = server.client()) {
      kinesis.createStream(stream -> stream.streamName("orders").shardCount(1));
      kinesis.waiter().waitUntilStreamExists(stream -> stream.streamName("orders"));
      PutRecordResponse put =
          kinesis.putRecord(record ->
              record
                  .streamName("orders")
                  .partitionKey("key")
                  .data(SdkBytes.fromUtf8String("first")));
      kinesis.splitShard(shard ->
          shard
              .streamName("orders")
              .shardToSplit(put.shardId())
              .newStartingHashKey("170141183460469231731687303715884105728"));
      kinesis.waiter().waitUntilStreamExists(stream -> stream.streamName("orders"));

      String iterator =
          kinesis
              .getShardIterator(from ->
                  from.streamName("orders")
                      .shardId(put.shardId())
                      .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
              .shardIterator();
      assertThat(kinesis.getRecords(from -> from.shardIterator(iterator)).records())
          .extracting(record -> record.data().asUtf8String())
          .containsExactly("first");
      assertThat(kinesis.listShards(stream -> stream.streamName("orders")).shards())
          .filteredOn(shard -> put.shardId().equals(shard.parentShardId()))
          .hasSize(2);
    }
  }

  @Test
  void dynamodb_keeps_items_over_a_kill_and_rolls_its_shards_over() {
    skipUnlessAvailable(DynamoDbServer.whyUnavailable());
    try (DynamoDbServer server = DynamoDbServer.start();
        DynamoDbClient tables = server.client();
        DynamoDbStreamsClient streams = server.streamsClient()) {
      String stream =
          DynamoDbServer.createTable(tables, "orders", "id", StreamViewType.NEW_AND_OLD_IMAGES);
      put(tables, "before");
      server.rollOver();
      server.kill();
      server.restart();
      put(tables, "after");

      List<Shard> shards =
          streams.describeStream(one -> one.streamArn(stream)).streamDescription().shards();
      assertThat(shards).hasSize(2);
      assertThat(shards.getLast().parentShardId()).isEqualTo(shards.getFirst().shardId());
      assertThat(shards.stream().flatMap(shard -> records(streams, stream, shard).stream()))
          .extracting(record -> record.dynamodb().keys())
          .containsExactly(item("before"), item("after"));
    }
  }

  private static void put(DynamoDbClient tables, String id) {
    tables.putItem(item -> item.tableName("orders").item(item(id)));
  }

  private static Map<String, AttributeValue> item(String id) {
    return Map.of("id", AttributeValue.fromS(id));
  }

  private static List<Record> records(DynamoDbStreamsClient streams, String stream, Shard shard) {
    String iterator =
        streams
            .getShardIterator(from ->
                from.streamArn(stream).shardId(shard.shardId()).shardIteratorType("TRIM_HORIZON"))
            .shardIterator();
    return streams.getRecords(from -> from.shardIterator(iterator)).records();
  }

  private static void skipUnlessAvailable(Optional<String> reason) {
    reason.ifPresent(System.out::println);
    assumeTrue(reason.isEmpty(), reason.orElse(""));
  }
}
