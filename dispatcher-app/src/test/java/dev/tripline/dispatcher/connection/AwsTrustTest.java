package dev.tripline.dispatcher.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AwsTrustTest {
  private final AwsTrust trust =
      new AwsTrust(new AwsSettings(Map.of("sqs", URI.create("http://127.0.0.1:9324")), null, null));

  @ParameterizedTest
  @CsvSource({
    "https://sqs.eu-central-1.amazonaws.com, true",
    "https://sqs.us-gov-west-1.amazonaws.com:443/123456789012/q, true",
    "https://sqs-fips.us-east-1.amazonaws.com, true",
    "https://kinesis.cn-north-1.amazonaws.com.cn, true",
    "https://streams.dynamodb.us-east-1.amazonaws.com, true",
    "https://sqs.us-east-1.api.aws, true",
    "http://127.0.0.1:9324, true",
    "http://127.0.0.1:9324/000000000000/q, true",
    "http://sqs.eu-central-1.amazonaws.com, false",
    "https://sqs.eu-central-1.amazonaws.com:8443, false",
    "https://sqs.eu-central-1.amazonaws.com.evil.example, false",
    "https://ec2-1-2-3-4.compute-1.amazonaws.com, false",
    "https://abcdef.execute-api.us-east-1.amazonaws.com, false",
    "https://sqs.s3.us-east-1.amazonaws.com, false",
    "https://evil.example/sqs.us-east-1.amazonaws.com, false",
    "https://127.0.0.1:9324, false",
    "http://127.0.0.1:9325, false",
    "http://localhost:9324, false",
  })
  void own_credentials_go_to_aws_and_to_endpoints_that_the_settings_name(
      URI endpoint, boolean trusted) {
    assertThat(trust.trusts(endpoint)).isEqualTo(trusted);
  }

  @Test
  void no_endpoint_is_the_one_in_the_settings_or_awss() {
    assertThat(trust.trusts(null)).isTrue();
  }
}
