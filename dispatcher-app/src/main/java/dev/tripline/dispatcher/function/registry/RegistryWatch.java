package dev.tripline.dispatcher.function.registry;

import dev.tripline.spi.liveness.VitalThreads;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks once a second for what other nodes have registered, on a thread of its own.
public final class RegistryWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RegistryWatch.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Registry registry;
  private final Thread thread;

  public RegistryWatch(Registry registry) {
    this.registry = registry;
    thread = VitalThreads.ofVirtual("registry-watch").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!Thread.currentThread().isInterrupted()) {
      try {
        Thread.sleep(PAUSE);
        registry.refresh();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        log.warn("changes of other nodes cannot be read; tried again in {}", PAUSE, e);
      }
    }
  }
}
