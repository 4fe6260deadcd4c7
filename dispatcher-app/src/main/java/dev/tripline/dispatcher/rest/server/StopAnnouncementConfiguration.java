package dev.tripline.dispatcher.rest.server;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/// Defers the end of the server until its clients know of it: it stops just before the server does.
final class StopAnnouncementConfiguration implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(StopAnnouncementConfiguration.class);

  private final StopAnnouncement announcement;
  private volatile boolean running;

  StopAnnouncementConfiguration(StopAnnouncement announcement) {
    this.announcement = announcement;
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    announcement.announce();
    try {
      announcement.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.info("Interrupted while clients were told of the stop; it goes on at once");
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;
  }
}
