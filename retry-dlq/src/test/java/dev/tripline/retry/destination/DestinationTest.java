package dev.tripline.retry.destination;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.retry.destination.Destination.KafkaTopic;
import dev.tripline.retry.destination.Destinations.Use;
import dev.tripline.spi.arn.AwsArn;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationTest {
  @ParameterizedTest(name = "{0} for {1}: {2}")
  @CsvSource({
    "arn:aws:sqs:eu-west-1:000000000000:q,      ON_SUCCESS,  true",
    "arn:aws:sqs:eu-west-1:000000000000:q,      DEAD_LETTER, true",
    "arn:aws:sqs:eu-west-1:000000000000:q.fifo, ON_FAILURE,  false",
    "arn:aws:sqs:::q,                           ON_FAILURE,  false",
    "arn:aws:sns:eu-west-1:000000000000:t,      ON_FAILURE,  true",
    "arn:aws:sns:eu-west-1:000000000000:t.fifo, DEAD_LETTER, false",
    "arn:aws:s3:::bucket,                       ON_FAILURE,  true",
    "arn:aws:s3:::bucket,                       ON_SUCCESS,  false",
    "arn:aws:s3:::bucket,                       DEAD_LETTER, false",
    "arn:aws:s3:::bucket/key,                   ON_FAILURE,  false",
    "arn:aws:events:eu-west-1:000000000000:b,   ON_FAILURE,  false",
  })
  void only_what_aws_takes_is_taken(String arn, Use use, boolean taken) {
    boolean fits =
        Destination.parse(arn) instanceof Destination.AwsResource resource
            && resource.objection(use).isEmpty();
    assertThat(fits).isEqualTo(taken);
  }

  @Test
  void topic_is_found_again_in_its_address() {
    var topic = new KafkaTopic("failed.records", "");
    assertThat(Destination.parse("kafka://failed.records")).isEqualTo(topic);
    String address = topic.of("trigger-1").address();
    assertThat(address).isEqualTo("kafka://failed.records?trigger=trigger-1");
    assertThat(Destination.parse(address)).isEqualTo(new KafkaTopic("failed.records", "trigger-1"));
  }

  @ParameterizedTest
  @CsvSource({
    "kafka://failed.records, true",
    "kafka://, false",
    "kafka://.hidden, false",
    "kafka://two words, false",
    "kafka://failed?trigger=, false",
    "kafka://failed?trigger=t, false",
  })
  void topics_are_registered_by_their_names_alone(String text, boolean bare) {
    assertThat(((KafkaTopic) Destination.parse(text)).isBareName()).isEqualTo(bare);
  }

  @Test
  void parts_of_an_exchange_are_decoded() {
    assertThat(Destination.parse("amqp://main/a%2Fb/k+1"))
        .isEqualTo(new Destination.AmqpExchange("main", "a/b", "k+1"));
    assertThat(Destination.parse("amqp://main//queue"))
        .isEqualTo(new Destination.AmqpExchange("main", "", "queue"));
  }

  @ParameterizedTest
  @CsvSource({
    "arn:aws:lambda:eu-west-1:000000000000:function:f:live, LambdaFunction",
    "arn:aws:lambda:eu-west-1:000000000000:layer:l, OtherArn",
    "arn:aws:events:eu-west-1:000000000000:event-bus/b, EventBus",
    "arn:aws:sqs, OtherArn",
    "amqp://main, MalformedAmqp",
    "amqp://main//, MalformedAmqp",
    "amqp://main/%zz/key, MalformedAmqp",
    "https://example.com/hook, HttpUrl",
    "ftp://example.com, Unknown",
  })
  void kind_is_told_by_the_text(String text, String kind) {
    assertThat(Destination.parse(text).getClass().getSimpleName()).isEqualTo(kind);
  }

  @Test
  void object_of_a_record_is_named_as_aws_names_it() {
    var bucket = (Destination.Bucket) Destination.parse("arn:aws:s3:::failures");
    Instant time = Instant.parse("2026-11-23T12:05:06Z");
    assertThat(bucket.object("async/f", time, "id").arn())
        .hasToString("arn:aws:s3:::failures/aws/lambda/async/f/2026/11/23/2026-11-23T12.05.06-id");
  }

  @ParameterizedTest
  @CsvSource({
    "arn:aws:sqs:eu-west-1:000000000000:q, true",
    "arn:aws:lambda:eu-west-1:0:function:f:live, true",
    "arn:aws:sqs, false",
    "arn:aws:sqs:::, false",
    "urn:aws:sqs:a:b:c, false",
  })
  void arns_are_told_from_other_text(String text, boolean arn) {
    assertThat(AwsArn.parse(text).isPresent()).isEqualTo(arn);
    AwsArn.parse(text).ifPresent(parsed -> assertThat(parsed.toString()).isEqualTo(text));
  }
}
