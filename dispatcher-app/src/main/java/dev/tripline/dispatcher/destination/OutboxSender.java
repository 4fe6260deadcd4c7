package dev.tripline.dispatcher.destination;

import dev.tripline.delivery.DeliveryEvent;
import dev.tripline.delivery.DeliveryEvent.Told;
import dev.tripline.delivery.DeliverySignals;
import dev.tripline.delivery.PollTimer;
import dev.tripline.delivery.lease.HeldClaims;
import dev.tripline.dispatcher.access.rule.HiddenContent;
import dev.tripline.retry.Backoff;
import dev.tripline.spi.invocation.Milestone;
import dev.tripline.spi.liveness.VitalThreads;
import dev.tripline.spi.store.Outbox;
import dev.tripline.spi.store.OutboxMessage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends what waits in the outbox, each message at least once, and tries again what a destination did
/// not take. Whatever happens out there, the dead letter in our own store stays.
public final class OutboxSender implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OutboxSender.class);
  private static final Duration AFTER_ERROR = Duration.ofSeconds(1);

  private final Outbox outbox;
  private final List<DestinationSender> senders;
  private final DestinationSettings settings;
  private final DeliverySignals signals;
  private final HeldClaims claims;
  private final Semaphore places;
  private final PollTimer timer;

  /// @param claims told of each claim, and when it is not known whether messages were claimed
  OutboxSender(
      Outbox outbox,
      List<DestinationSender> senders,
      DestinationSettings settings,
      DeliverySignals signals,
      HeldClaims claims) {
    this.outbox = outbox;
    this.senders = List.copyOf(senders);
    this.settings = settings;
    this.signals = signals;
    this.claims = claims;
    this.timer = new PollTimer(settings.pollInterval());
    this.places = new Semaphore(settings.concurrency());
  }

  public void start() {
    VitalThreads.ofVirtual("outbox").start(this::runUntilStopped);
  }

  /// There is a message to be sent after `delay`.
  public void wakeIn(Duration delay) {
    timer.wakeIn(delay);
  }

  /// Sends no more and waits for what is on its way.
  @Override
  public void close() {
    timer.stop();
    try {
      Duration patience = settings.timeout().plusSeconds(1);
      if (!places.tryAcquire(settings.concurrency(), patience.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("Some messages to destinations are still on their way; they will be sent again");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.warn("Interrupted while messages were on their way; they will be sent again");
    }
  }

  private void runUntilStopped() {
    timer.loop(
        this::runOnce, "The outbox cannot be read", "No more messages are sent to destinations");
  }

  /// Claims what is due, as far as there are places, and sends it on threads of its own.
  ///
  /// @return whether there is probably more
  boolean runOnce() throws InterruptedException {
    places.acquire();
    int free = 1 + places.drainPermits();
    List<Outbox.Claimed> claimed;
    int ticket = claims.asking();
    try {
      claimed = outbox.claimDue(free);
      claimed.forEach(message -> claims.add(message.sequence(), message.token()));
    } catch (RuntimeException e) {
      places.release(free);
      claims.doubt();
      throw e;
    } finally {
      claims.asked(ticket);
    }
    places.release(free - claimed.size());
    for (Outbox.Claimed message : claimed) {
      Thread.ofVirtual().name("send").start(() -> sendAndRelease(message));
    }
    return claimed.size() == free;
  }

  private void sendAndRelease(Outbox.Claimed claimed) {
    try {
      DestinationSender.Sent sent = send(claimed.message());
      while (!settled(claimed, sent)) {
        Thread.sleep(AFTER_ERROR);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.info("Sending {} was interrupted; it is sent again", claimed.message().id());
    } finally {
      claims.remove(claimed.sequence(), claimed.token());
      places.release();
    }
  }

  private boolean settled(Outbox.Claimed claimed, DestinationSender.Sent sent) {
    try {
      settle(claimed, sent);
      return true;
    } catch (RuntimeException e) {
      boolean last = timer.stopped();
      LOG.warn(
          "What came of message {} could not be stored; {}",
          claimed.message().id(),
          last ? "it is sent again" : "next try in " + AFTER_ERROR,
          e);
      return last;
    }
  }

  private DestinationSender.Sent send(OutboxMessage message) throws InterruptedException {
    for (DestinationSender sender : senders) {
      if (sender.handles(message.destination())) {
        try {
          return sender.send(message);
        } catch (RuntimeException e) {
          LOG.error(
              "Sending {} to {} broke down",
              message.id(),
              HiddenContent.ofUrl(message.destination()),
              e);
          return new DestinationSender.Sent.Refused("the dispatcher failed: " + e);
        }
      }
    }
    return new DestinationSender.Sent.Hopeless(
        "destinations of this kind are not supported: " + message.destination());
  }

  private void settle(Outbox.Claimed claimed, DestinationSender.Sent sent) {
    OutboxMessage message = claimed.message();
    switch (sent) {
      case DestinationSender.Sent.Confirmed() -> {
        signals.milestones().reached(Milestone.OUTBOX_SENT);
        outbox.sent(claimed);
        signals
            .events()
            .publish(() ->
                new DeliveryEvent.DestinationSent(
                    message.id(), message.destination(), told(claimed)));
      }
      case DestinationSender.Sent.Refused(var error) -> {
        if (waited(claimed.tries()).compareTo(settings.giveUpAfter()) >= 0) {
          giveUp(claimed, error);
        } else {
          tryAgain(claimed, error);
        }
      }
      case DestinationSender.Sent.Hopeless(var error) -> giveUp(claimed, error);
    }
  }

  private void tryAgain(Outbox.Claimed claimed, String error) {
    OutboxMessage message = claimed.message();
    Duration delay =
        settings.backoff().delay(claimed.tries() + 1, ThreadLocalRandom.current().nextDouble());
    LOG.info(
        "Message {} was not taken by {} ({}); next try in {}",
        message.id(),
        HiddenContent.ofUrl(message.destination()),
        error,
        delay);
    outbox.retryLater(claimed, error, delay);
    wakeIn(delay);
    tellFailure(claimed, error, false);
  }

  private void giveUp(Outbox.Claimed claimed, String error) {
    OutboxMessage message = claimed.message();
    LOG.warn(
        "Message {} is not sent to {} any more after {} tries: {}; it stays in the outbox",
        message.id(),
        HiddenContent.ofUrl(message.destination()),
        claimed.tries() + 1,
        error);
    outbox.giveUp(claimed, error);
    tellFailure(claimed, error, true);
  }

  private static Told told(Outbox.Claimed claimed) {
    OutboxMessage message = claimed.message();
    Told.Role role =
        message.deadLetterId() == null
            ? Told.Role.SUCCESS
            : message.headers().containsKey("ErrorCode")
                ? Told.Role.DEAD_LETTER_QUEUE
                : Told.Role.FAILURE;
    OutboxMessage.Cause cause = message.cause();
    return new Told(cause == null ? null : cause.requestId(), role, claimed.tries() + 1);
  }

  private void tellFailure(Outbox.Claimed claimed, String error, boolean givenUp) {
    OutboxMessage message = claimed.message();
    signals
        .events()
        .publish(() ->
            new DeliveryEvent.DestinationFailed(
                message.id(), message.destination(), error, givenUp, told(claimed)));
  }

  /// How long the earlier tries have waited together, without jitter.
  private Duration waited(int tries) {
    Backoff backoff = settings.backoff();
    Duration sum = Duration.ZERO;
    for (int retry = 1; retry <= tries && sum.compareTo(settings.giveUpAfter()) < 0; retry++) {
      sum = sum.plus(backoff.delay(retry, 0));
    }
    return sum;
  }
}
