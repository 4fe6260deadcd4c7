package dev.tripline.dispatcher.trigger.form;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.delivery.filter.EventFilters;
import dev.tripline.delivery.filter.FilterSettings;
import dev.tripline.delivery.stream.StreamSettings;
import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.connection.AwsSettings;
import dev.tripline.dispatcher.connection.AwsTrust;
import dev.tripline.dispatcher.connection.ConnectionSettings;
import dev.tripline.dispatcher.network.AddressGuard;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.secret.SecretRules;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.dispatcher.secret.reference.SecretSettings;
import dev.tripline.dispatcher.trigger.SourceTypes;
import dev.tripline.dispatcher.trigger.TriggerSource;
import dev.tripline.dispatcher.trigger.kind.dynamodb.DynamoDbForm;
import dev.tripline.dispatcher.trigger.kind.dynamodb.DynamoDbSource;
import dev.tripline.dispatcher.trigger.kind.kafka.KafkaForm;
import dev.tripline.dispatcher.trigger.kind.kafka.KafkaSource;
import dev.tripline.dispatcher.trigger.kind.kinesis.KinesisForm;
import dev.tripline.dispatcher.trigger.kind.kinesis.KinesisSource;
import dev.tripline.dispatcher.trigger.kind.sqs.QueueAddressForm;
import dev.tripline.dispatcher.trigger.kind.sqs.SqsForm;
import dev.tripline.dispatcher.trigger.kind.sqs.SqsSource;
import dev.tripline.dispatcher.trigger.object.ObjectForm;
import dev.tripline.dispatcher.trigger.object.link.LinkForm;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class SourceFormTest {
  private static final String SQS =
      "'kind':'sqs','queueArn':'arn:aws:sqs:eu-west-1:111122223333:q'";
  private static final String FIFO =
      "'kind':'sqs','queueArn':'arn:aws:sqs:eu-west-1:111122223333:q.fifo'";
  private static final String KAFKA =
      "'kind':'kafka','bootstrapServers':['one:9092'],'topic':'orders'";
  private static final String KINESIS = "'kind':'kinesis','stream':'clicks'";
  private static final String DYNAMODB =
      "'kind':'dynamodb','streamArn':"
          + "'arn:aws:dynamodb:us-east-1:111122223333:table/t/stream/2026-01-31T00:00:00.000'";

  private final List<FieldError> errors = new ArrayList<>();

  private static SourceForm forms() {
    var connection =
        new ConnectionSettings.Connection(
            URI.create("kafkas://one:9093,two:9093"),
            "tripline",
            new SecretReference("env:PATH"),
            "SCRAM-SHA-512");
    var connections = new ConnectionSettings(Map.of("msk", connection));
    var account = new AccountSettings("000000000000", "us-east-1");
    var rules =
        new SecretRules(
            new SecretSettings(null, "TRIPLINE_SECRET_", List.of(Path.of("/run/secrets"))),
            name -> !name.equals("nowhere"));
    var secrets = new SecretForm(rules);
    var filters = new FilterForm(new EventFilters(FilterSettings.standard()));
    var resources =
        new AwsResourceForm(
            secrets,
            new AwsTrust(
                new AwsSettings(
                    Map.of(
                        "sqs",
                        URI.create("http://127.0.0.1:9324"),
                        "kinesis",
                        URI.create("http://127.0.0.1:4567")),
                    null,
                    null)),
            new AddressGuard("tripline.sources.allow", List.of("127.0.0.0/8")));
    var readings = new StreamReadingForm(filters);
    var sqs =
        new SqsForm(
            new QueueAddressForm(account, resources),
            filters,
            new ObjectForm(resources, new LinkForm(() -> true)));
    var kafka =
        new KafkaForm(
            connections,
            secrets,
            readings,
            new AddressGuard("tripline.sources.allow", List.of("127.0.0.0/8")),
            new ObjectForm(resources, new LinkForm(() -> true)));
    var kinesis = new KinesisForm(account, resources, readings);
    var dynamoDb = new DynamoDbForm(resources, readings);
    return new SourceForm(
        new SourceTypes(
            List.of(
                new FormOnly(SqsSource.TRAITS, (form, _, fresh) -> sqs.read(form, fresh)),
                new FormOnly(KafkaSource.TRAITS, kafka::read),
                new FormOnly(KinesisSource.TRAITS, (form, _, fresh) -> kinesis.read(form, fresh)),
                new FormOnly(
                    DynamoDbSource.TRAITS, (form, _, fresh) -> dynamoDb.read(form, fresh)))));
  }

  private TriggerSource read(String members) {
    return Objects.requireNonNull(
        forms().read(new FormReader(form(members), "", errors), "the-id", true));
  }

  private static ObjectNode form(String members) {
    return (ObjectNode) JsonMapper.shared().readTree("{" + members.replace('\'', '"') + "}");
  }

  private static String members(String kind) {
    return switch (kind) {
      case "SQS" -> SQS;
      case "FIFO" -> FIFO;
      case "KAFKA" -> KAFKA;
      case "KINESIS" -> KINESIS;
      default -> DYNAMODB;
    };
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "SQS | 'batchSize':11 | batchWindowSeconds",
        "SQS | 'batchSize':10001,'batchWindowSeconds':1 | batchSize",
        "SQS | 'batchWindowSeconds':301 | batchWindowSeconds",
        "SQS | 'maxConcurrency':1 | maxConcurrency",
        "SQS | 'maxConcurrency':1001 | maxConcurrency",
        "SQS | 'maxRetries':3 | maxRetries",
        "SQS | 'onFailure':'arn:aws:sqs:us-east-1:111122223333:dead' | onFailure",
        "SQS | 'queueUrl':'http://h:1/1/q' | queueArn",
        "SQS | 'accessKeyId':'a' | accessKeyId",
        "SQS | 'accessKeyId':'a','secretAccessKey':'wJalrXUt' | secretAccessKey",
        "SQS | 'accessKeyId':'a','secretAccessKey':'env:HOME' | secretAccessKey",
        "SQS | 'accessKeyId':'a','secretAccessKey':'file:/etc/shadow' | secretAccessKey",
        "SQS | 'filters':['[]'] | filters",
        "SQS | 'accessKeyId':'a','secretAccessKey':'secret:nowhere' | secretAccessKey",
        "FIFO | 'batchSize':11 | batchSize",
        "FIFO | 'batchWindowSeconds':1 | batchWindowSeconds",
        "KAFKA | 'parallelization':11 | parallelization",
        "KAFKA | 'tumblingWindowSeconds':30 | tumblingWindowSeconds",
        "KAFKA | 'connection':'msk' | bootstrapServers",
        "KAFKA | 'startingPosition':'AT_TIMESTAMP' | startingTimestamp",
        "KAFKA | 'startingTimestamp':'2026-01-31T12:00:00Z' | startingTimestamp",
        "KAFKA | 'startingPosition':'AT_TIMESTAMP','startingTimestamp':'+292278999-01-01T00:00:00Z'"
            + " | startingTimestamp",
        "KINESIS | 'startingPosition':'AT_TIMESTAMP','startingTimestamp':'+10000-01-01T00:00:00Z'"
            + " | startingTimestamp",
        "KINESIS | 'startingPosition':'AT_TIMESTAMP','startingTimestamp':'1969-12-31T23:59:59Z'"
            + " | startingTimestamp",
        "KAFKA | 'maxRetries':10001 | maxRetries",
        "KAFKA | 'maxRecordAgeSeconds':59 | maxRecordAgeSeconds",
        "KAFKA | 'maxRecordAgeSeconds':604801 | maxRecordAgeSeconds",
        "KAFKA | 'parkKeys':true | parkKeys",
        "KAFKA | 'onFailure':'kafka://orders' | onFailure",
        "KAFKA | 'onFailure':'arn:aws:lambda:us-east-1:111122223333:function:f' | onFailure",
        "KAFKA | 'consumerGroup':'' | consumerGroup",
        "KAFKA | 'sasl':{'mechanism':'GSSAPI','password':'secret:s'} | sasl.mechanism",
        "KAFKA | 'sasl':{'password':'env:TRIPLINE_SECRET_K'} | sasl.username",
        "KAFKA | 'trustedCertificates':'secret:ca','tls':false | tls",
        "KINESIS | 'parallelization':11 | parallelization",
        "KINESIS | 'tumblingWindowSeconds':901 | tumblingWindowSeconds",
        "KINESIS | 'tumblingWindowSeconds':30,'parallelization':2 | parallelization",
        "KINESIS | 'consumerGroup':'g' | consumerGroup",
        "KINESIS | 'streamArn':'arn:aws:kinesis:us-east-1:111122223333:stream/s' | streamArn",
        "DYNAMODB | 'startingPosition':'AT_TIMESTAMP' | startingPosition",
        "DYNAMODB | 'maxConcurrency':2 | maxConcurrency",
        "DYNAMODB | 'onFailure':'kafka://dead' | onFailure",
        "DYNAMODB | 'onFailure':'arn:aws:sqs:us-east-1:111122223333:dead.fifo' | onFailure",
      })
  void what_is_out_of_range_or_cannot_act_is_refused(String kind, String more, String field) {
    read(members(kind) + "," + more);
    assertThat(errors).extracting(FieldError::field).contains(field);
  }

  @Test
  void a_queue_of_sqs_may_be_named_by_its_url() {
    var queue =
        (SqsSource) read("'kind':'sqs','queueUrl':'http://127.0.0.1:9324/000000000000/orders'");
    assertThat(errors).isEmpty();
    assertThat(queue.queue().arn()).isEqualTo("arn:aws:sqs:us-east-1:000000000000:orders");
    assertThat(queue.queue().endpoint()).isEqualTo(URI.create("http://127.0.0.1:9324"));
    assertThat(queue.batching().batchSize()).isEqualTo(10);
    assertThat(queue.batching().window().length()).isZero();
    assertThat(queue.maxConcurrency()).isNull();
    var aws =
        (SqsSource)
            read(
                "'kind':'sqs','queueUrl':'https://sqs.eu-west-1.amazonaws.com/111122223333/orders'");
    assertThat(aws.queue().arn()).isEqualTo("arn:aws:sqs:eu-west-1:111122223333:orders");
  }

  @Test
  void a_topic_of_kafka_has_defaults_of_its_own() {
    var topic = (KafkaSource) read(KAFKA);
    assertThat(errors).isEmpty();
    assertThat(topic.consumerGroup()).isEqualTo("the-id");
    assertThat(topic.cluster().tls()).isFalse();
    assertThat(topic.cluster().sasl()).isNull();
    assertThat(topic.reading().window()).isEqualTo(Duration.ofMillis(500));
    assertThat(topic.reading().rules().maxRetries()).isEqualTo(-1);
    assertThat(topic.reading().from()).isEqualTo(StreamSettings.StartingPosition.TRIM_HORIZON);
  }

  @Test
  void with_a_destination_kafka_retries_ten_times_and_not_for_ever() {
    var topic = (KafkaSource) read(KAFKA + ",'onFailure':'kafka://dead'");
    assertThat(errors).isEmpty();
    assertThat(topic.reading().rules().maxRetries()).isEqualTo(10);
  }

  @Test
  void a_cluster_may_be_named_by_a_connection_of_the_settings() {
    var topic = (KafkaSource) read("'kind':'kafka','connection':'msk','topic':'orders'");
    assertThat(errors).isEmpty();
    KafkaSource.Cluster cluster = topic.cluster();
    assertThat(cluster.bootstrapServers()).containsExactly("one:9093", "two:9093");
    assertThat(cluster.tls()).isTrue();
    assertThat(Objects.requireNonNull(cluster.sasl()).mechanism()).isEqualTo("SCRAM-SHA-512");
  }

  @Test
  void certificates_and_logins_may_come_from_stored_secrets() {
    var topic =
        (KafkaSource)
            read(
                KAFKA
                    + ",'sasl':{'password':'secret:login'},'clientCertificate':{'secret':'secret:mtls'}");
    assertThat(errors).isEmpty();
    var certificate = Objects.requireNonNull(topic.cluster().clientCertificate());
    assertThat(certificate.chain().text()).isEqualTo("secret:mtls#certificate");
    assertThat(certificate.privateKey().text()).isEqualTo("secret:mtls#privateKey");
    assertThat(topic.cluster().tls()).isTrue();
    var login =
        Objects.requireNonNull(topic.cluster().sasl())
            .login(_ -> "{\"username\":\"u\",\"password\":\"p\"}");
    assertThat(login.username()).isEqualTo("u");
    assertThat(login.password()).isEqualTo("p");
  }

  @Test
  void secrets_of_kafka_may_be_stored_later() {
    read(KAFKA + ",'sasl':{'password':'secret:nowhere'},'trustedCertificates':'secret:nowhere'");
    assertThat(errors).isEmpty();
    read(KAFKA + ",'sasl':{'username':'u','password':'env:PATH'}");
    assertThat(errors).extracting(FieldError::field).containsExactly("sasl.password");
  }

  @Test
  void networks_of_kafka_are_lists() {
    read(KAFKA + ",'vpc':{'subnets':['subnet:a'],'securityGroups':[]}");
    assertThat(errors).isEmpty();
    read(KAFKA + ",'vpc':{'subnets':'subnet:a','zone':'b'}");
    assertThat(errors)
        .extracting(FieldError::field)
        .containsExactlyInAnyOrder("vpc.subnets", "vpc.zone");
  }

  @Test
  void a_stream_of_kinesis_takes_every_setting() {
    var stream =
        (KinesisSource)
            read(
                KINESIS
                    + """
                    ,'startingPosition':'AT_TIMESTAMP','startingTimestamp':'2026-01-31T12:00:00Z',
                    'batchSize':500,'batchWindowSeconds':5,'parallelization':10,'maxRetries':2,
                    'maxRecordAgeSeconds':3600,'bisect':true,'reportBatchItemFailures':true,
                    'parkKeys':true,'onFailure':'arn:aws:sqs:us-east-1:111122223333:dead',
                    'endpoint':'http://127.0.0.1:4567','filters':[{'data':{'n':[1]}}]
                    """);
    assertThat(errors).isEmpty();
    assertThat(stream.stream().arn())
        .isEqualTo("arn:aws:kinesis:us-east-1:000000000000:stream/clicks");
    StreamSettings reading = stream.reading();
    assertThat(reading.timestamp()).isEqualTo(Instant.parse("2026-01-31T12:00:00Z"));
    assertThat(reading.parallelization()).isEqualTo(10);
    assertThat(reading.rules().maxRetries()).isEqualTo(2);
    assertThat(reading.rules().maxAge()).isEqualTo(Duration.ofHours(1));
    assertThat(reading.rules().bisect()).isTrue();
    assertThat(reading.rules().parkKeys()).isTrue();
    assertThat(reading.filters()).containsExactly("{\"data\":{\"n\":[1]}}");
  }

  @Test
  void a_stream_of_dynamodb_is_read_from_the_trim_horizon() {
    var stream = (DynamoDbSource) read(DYNAMODB + ",'tumblingWindowSeconds':60");
    assertThat(errors).isEmpty();
    assertThat(stream.reading().tumblingWindow()).isEqualTo(Duration.ofMinutes(1));
    assertThat(stream.reading().batchSize()).isEqualTo(100);
  }

  @Test
  void a_kind_that_does_not_exist_is_refused_with_those_that_do() {
    TriggerSource none =
        forms().read(new FormReader(form("'kind':'nats','x':1"), "", errors), "the-id", true);
    assertThat(none).isNull();
    assertThat(errors)
        .containsExactly(new FieldError("kind", "must be dynamodb, kafka, kinesis or sqs"));
  }

  @Test
  void what_was_filled_in_is_read_again_to_the_same() {
    for (String members : List.of(SQS, FIFO, KAFKA, KINESIS, DYNAMODB)) {
      ObjectNode form = form(members);
      TriggerSource first = forms().read(new FormReader(form, "", errors), "the-id", true);
      assertThat(forms().stored(form)).isEqualTo(first);
    }
    assertThat(errors).isEmpty();
  }
}
