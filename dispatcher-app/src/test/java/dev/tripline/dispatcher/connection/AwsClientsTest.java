package dev.tripline.dispatcher.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.spi.network.AddressResolver;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

class AwsClientsTest {
  private final AwsClients clients =
      new AwsClients(
          new AwsSettings(Map.of(), "key", new SecretReference("env:PATH")),
          "us-east-1",
          _ -> {
            throw new IllegalStateException("no secret is stored");
          },
          AddressResolver.ANY);

  @AfterEach
  void close() {
    clients.close();
  }

  private static AwsClients.Place at(String endpoint) {
    return new AwsClients.Place(
        "us-east-1",
        URI.create(endpoint),
        new AwsClients.Key("own", new SecretReference("env:PATH")));
  }

  private static AwsClients.Place in(String region) {
    return new AwsClients.Place(region, null, null);
  }

  @Test
  void missing_credentials_are_told_in_one_sentence() {
    var nowhere =
        AwsCredentialsProviderChain.of(
            () -> {
              throw SdkClientException.create("Unable to load credentials from IMDS.");
            },
            () -> {
              throw SdkClientException.create("Unable to load credentials from a profile.");
            });
    assertThatThrownBy(() -> new FoundCredentials(nowhere).resolveCredentials())
        .isInstanceOf(SdkClientException.class)
        .hasMessage(
            "no AWS credentials were found, neither in tripline.aws nor where AWS's SDK looks");
  }

  @Test
  void client_of_an_endpoint_that_a_user_names_ends_with_its_last_user() {
    for (int i = 1; i <= 100; i++) {
      try (ClientLease<SqsClient> _ = clients.sqs(at("http://127.0.0.1:" + i));
          ClientLease<SnsClient> _ = clients.sns(at("http://127.0.0.1:" + i))) {
        assertThat(clients.open()).isEqualTo(2);
      }
      assertThat(clients.open()).isZero();
    }
  }

  @Test
  void users_of_one_place_share_a_client_until_the_last_has_left() {
    ClientLease<SqsClient> first = clients.sqs(at("http://127.0.0.1:1"));
    ClientLease<SqsClient> second = clients.sqs(at("http://127.0.0.1:1"));
    assertThat(second.client()).isSameAs(first.client());
    first.close();
    first.close();
    assertThat(clients.open()).isEqualTo(1);
    second.close();
    assertThat(clients.open()).isZero();
    try (ClientLease<SqsClient> third = clients.sqs(at("http://127.0.0.1:1"))) {
      assertThat(third.client()).isNotSameAs(first.client());
    }
  }

  @Test
  void a_few_clients_of_the_settings_place_stay() {
    SqsClient first;
    try (ClientLease<SqsClient> lease = clients.sqs(in("eu-central-1"))) {
      first = lease.client();
    }
    try (ClientLease<SqsClient> lease = clients.sqs(in("eu-central-1"))) {
      assertThat(lease.client()).isSameAs(first);
    }
    for (int i = 0; i < 50; i++) {
      clients.sqs(in("eu-west-" + i)).close();
    }
    assertThat(clients.open()).isEqualTo(8);
  }

  @Test
  void regions_without_end_are_refused() {
    List<ClientLease<?>> leases = new ArrayList<>();
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 1_000; i++) {
                leases.add(clients.sqs(in("nowhere-" + i)));
                leases.removeLast().close();
              }
            })
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("regions");
  }

  @Test
  void lease_that_outlives_the_clients_ends_in_peace() {
    ClientLease<SqsClient> lease = clients.sqs(at("http://127.0.0.1:1"));
    clients.close();
    lease.close();
    assertThat(clients.open()).isZero();
  }
}
