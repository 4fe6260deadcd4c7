package dev.tripline.retry.destination;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.retry.destination.DestinationAddress.Topic;
import dev.tripline.retry.destination.Destinations.Use;
import dev.tripline.spi.arn.AwsArn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationAddressTest {
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
    assertThat(DestinationAddress.objection(AwsArn.parse(arn).orElseThrow(), use).isEmpty())
        .isEqualTo(taken);
  }

  @Test
  void topic_is_found_again_in_its_address() {
    String address = DestinationAddress.kafka("kafka://failed.records", "trigger-1");
    assertThat(Topic.parse(address)).isEqualTo(new Topic("failed.records", "trigger-1"));
    assertThat(Topic.parse("kafka://t")).isEqualTo(new Topic("t", ""));
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
