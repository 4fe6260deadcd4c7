package dev.tripline.dispatcher.trigger.kind.rabbitmq;

import dev.tripline.adapter.rabbitmq.RabbitEndpoint;
import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.connection.BrokerAddress;
import dev.tripline.dispatcher.connection.ConnectionSettings;
import dev.tripline.dispatcher.connection.Login;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.spi.network.AddressResolver;
import org.jspecify.annotations.Nullable;

/// The addresses, logins and ARNs of the brokers that triggers read from.
///
/// @param addresses of brokers that come with a trigger
record Brokers(
    AccountSettings account,
    ConnectionSettings connections,
    StoredSecrets secrets,
    AddressResolver addresses) {
  private static final String GUEST = "guest";

  /// As the events of the trigger say it: of an Amazon MQ broker, or one made of the trigger.
  String arn(Trigger trigger) {
    String arn = trigger.source(RabbitSource.class).arn();
    return arn != null
        ? arn
        : "arn:aws:mq:%s:%s:broker:%s:b-%s"
            .formatted(account.region(), account.accountId(), trigger.name(), trigger.id());
  }

  /// With its login, read now.
  ///
  /// @throws IllegalStateException if a secret or the connection is not there
  RabbitEndpoint endpoint(RabbitSource.Broker broker) {
    if (broker.connection() == null) {
      Login login = login(broker.username(), broker.password());
      return new RabbitEndpoint(
          broker.host(),
          broker.port(),
          broker.tls(),
          broker.virtualHost(),
          login.username(),
          login.password(),
          addresses);
    }
    ConnectionSettings.Connection connection =
        connections
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
    return password == null ? new Login(known, GUEST) : Login.of(known, password, secrets);
  }
}
