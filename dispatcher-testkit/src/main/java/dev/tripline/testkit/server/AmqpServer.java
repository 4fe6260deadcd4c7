package dev.tripline.testkit.server;

import java.net.URL;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.qpid.server.SystemLauncher;
import org.apache.qpid.server.SystemLauncherListener;
import org.apache.qpid.server.model.Broker;
import org.apache.qpid.server.model.SystemConfig;
import org.apache.qpid.server.model.port.AmqpPort;
import org.jspecify.annotations.Nullable;

/// An AMQP 0-9-1 broker in this JVM, kept in memory: quick, but RabbitMQ decides what is right. User
/// and password are `guest`; queues and exchanges are declared by the test.
public final class AmqpServer implements AutoCloseable {
  private final SystemLauncher launcher;
  private final int port;

  private AmqpServer(SystemLauncher launcher, int port) {
    this.launcher = launcher;
    this.port = port;
  }

  /// Starts one; blocks until it takes connections.
  public static AmqpServer start() {
    URL configuration =
        Objects.requireNonNull(AmqpServer.class.getResource("amqp-broker.json"), "configuration");
    AtomicReference<@Nullable SystemConfig<?>> started = new AtomicReference<>();
    SystemLauncher launcher =
        new SystemLauncher(
            new SystemLauncherListener.DefaultSystemLauncherListener() {
              @Override
              public void onContainerResolve(SystemConfig<?> systemConfig) {
                started.set(systemConfig);
              }
            });
    try {
      launcher.startup(
          Map.of(
              "type",
              "Memory",
              "initialConfigurationLocation",
              configuration.toExternalForm(),
              "startupLoggedToSystemOut",
              false));
    } catch (Exception e) {
      throw new IllegalStateException("the AMQP server does not start", e);
    }
    return new AmqpServer(launcher, boundPort(Objects.requireNonNull(started.get(), "broker")));
  }

  private static int boundPort(SystemConfig<?> system) {
    Broker<?> broker = (Broker<?>) system.getContainer();
    for (Object candidate : broker.getPorts()) {
      if (candidate instanceof AmqpPort<?> amqp && amqp.getBoundPort() > 0) {
        return amqp.getBoundPort();
      }
    }
    throw new IllegalStateException("the AMQP server has no open port");
  }

  public int port() {
    return port;
  }

  /// `amqp://guest:guest@127.0.0.1:PORT`.
  public String uri() {
    return "amqp://guest:guest@127.0.0.1:" + port;
  }

  @Override
  public void close() {
    launcher.shutdown();
  }
}
