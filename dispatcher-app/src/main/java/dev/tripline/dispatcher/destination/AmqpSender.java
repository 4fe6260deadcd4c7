package dev.tripline.dispatcher.destination;

import dev.tripline.dispatcher.connection.ConnectionSettings;
import dev.tripline.dispatcher.connection.ConnectionSettings.Connection;
import dev.tripline.dispatcher.connection.Login;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import dev.tripline.retry.destination.Destination;
import dev.tripline.retry.destination.Destination.AmqpExchange;
import dev.tripline.retry.destination.Destination.MalformedAmqp;
import dev.tripline.spi.store.OutboxMessage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.Message;
import org.springframework.amqp.core.MessageDeliveryMode;
import org.springframework.amqp.core.MessageProperties;
import org.springframework.amqp.core.ReturnedMessage;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.CorrelationData;
import org.springframework.amqp.rabbit.core.RabbitTemplate;

/// Publishes messages to AMQP 0-9-1 exchanges, persistent and mandatory: confirmed once the broker
/// has confirmed the message and has not returned it as unroutable.
final class AmqpSender implements DestinationSender, AutoCloseable {
  private final ConnectionSettings connections;
  private final StoredSecrets secrets;
  private final Duration timeout;
  private final InstantSource clock;
  private final Map<String, Publisher> publishers = new ConcurrentHashMap<>();

  AmqpSender(
      ConnectionSettings connections,
      StoredSecrets secrets,
      Duration timeout,
      InstantSource clock) {
    this.connections = connections;
    this.secrets = secrets;
    this.timeout = timeout;
    this.clock = clock;
  }

  private record Publisher(CachingConnectionFactory factory, RabbitTemplate template) {}

  @Override
  public boolean handles(String destination) {
    Destination parsed = Destination.parse(destination);
    return parsed instanceof AmqpExchange || parsed instanceof MalformedAmqp;
  }

  @Override
  public Sent send(OutboxMessage message) throws InterruptedException {
    Destination destination = Destination.parse(message.destination());
    if (destination instanceof MalformedAmqp(String why)) {
      return new Sent.Hopeless(why);
    }
    if (!(destination instanceof AmqpExchange address)) {
      return new Sent.Hopeless("no exchange: " + message.destination());
    }
    Optional<Connection> connection = connections.find(address.connection());
    if (connection.isEmpty()) {
      return new Sent.Refused(
          "there is no setting tripline.connections." + address.connection() + ".uri");
    }
    try {
      Publisher publisher =
          publishers.computeIfAbsent(address.connection(), _ -> connect(connection.get()));
      CorrelationData confirm = new CorrelationData(message.id());
      publisher.template().send(address.exchange(), address.routingKey(), toAmqp(message), confirm);
      return await(confirm);
    } catch (AmqpException | IllegalStateException e) {
      return new Sent.Refused("the broker cannot be reached: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    publishers.values().forEach(publisher -> publisher.factory().destroy());
  }

  private Sent await(CorrelationData confirm) throws InterruptedException {
    CorrelationData.Confirm answer;
    try {
      answer = confirm.getFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return new Sent.Refused("the broker did not confirm within " + timeout);
    } catch (ExecutionException e) {
      return new Sent.Refused("the broker did not confirm: " + e.getCause());
    }
    ReturnedMessage returned = confirm.getReturned();
    if (returned != null) {
      return new Sent.Refused(
          "the broker returned the message: "
              + returned.getReplyCode()
              + " "
              + returned.getReplyText());
    }
    return answer.ack()
        ? new Sent.Confirmed()
        : new Sent.Refused("the broker refused the message: " + answer.reason());
  }

  private Publisher connect(Connection connection) {
    CachingConnectionFactory factory = new CachingConnectionFactory(connection.uri());
    if (connection.password() != null) {
      boolean both = connection.username() == null && connection.password().stored();
      String username = connection.username() == null && !both ? "guest" : connection.username();
      Login login = Login.of(username, connection.password(), secrets);
      factory.setUsername(login.username());
      factory.setPassword(login.password());
    } else if (connection.username() != null) {
      factory.setUsername(connection.username());
    }
    factory.setConnectionTimeout(Math.toIntExact(timeout.toMillis()));
    factory.setPublisherConfirmType(CachingConnectionFactory.ConfirmType.CORRELATED);
    factory.setPublisherReturns(true);
    RabbitTemplate template = new RabbitTemplate(factory);
    template.setMandatory(true);
    return new Publisher(factory, template);
  }

  private Message toAmqp(OutboxMessage message) {
    MessageProperties properties = new MessageProperties();
    properties.setContentType("application/json");
    properties.setMessageId(message.id());
    properties.setDeliveryMode(MessageDeliveryMode.PERSISTENT);
    message.headers().forEach(properties::setHeader);
    TraceHeader.all(message, clock.instant()).forEach(properties::setHeader);
    return new Message(message.body(), properties);
  }
}
