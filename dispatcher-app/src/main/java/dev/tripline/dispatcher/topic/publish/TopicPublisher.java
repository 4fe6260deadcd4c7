package dev.tripline.dispatcher.topic.publish;

import dev.tripline.adapter.sns.SnsRecords;
import dev.tripline.dispatcher.topic.TopicArns;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.run.EventAcceptance;
import dev.tripline.dispatcher.trigger.run.EventAcceptance.Offer;
import dev.tripline.spi.source.Event;
import dev.tripline.spi.store.NewInvocation;
import java.util.ArrayList;
import java.util.List;

/// Makes an asynchronous invocation for each subscriber that wants a message. Blocking; safe for many
/// threads.
///
/// A subscription that is paused gets nothing of what is published meanwhile, as if it were not there.
public final class TopicPublisher {
  /// Lambda's limit for asynchronous invocations.
  private static final int MOST_BYTES = 1024 * 1024;

  private final Subscriptions subscriptions;
  private final EventAcceptance acceptance;
  private final TopicArns arns;

  public TopicPublisher(Subscriptions subscriptions, EventAcceptance acceptance, TopicArns arns) {
    this.subscriptions = subscriptions;
    this.acceptance = acceptance;
    this.arns = arns;
  }

  /// An event of a message that is too large for functions; nothing was accepted.
  public static final class TooLargeException extends Exception {
    private static final long serialVersionUID = 1L;

    TooLargeException(long bytes) {
      super(
          "the event of the message has %,d bytes, %,d are possible".formatted(bytes, MOST_BYTES));
    }
  }

  /// The subscriptions have not been read since the start of this node; nothing was accepted.
  public static final class NotReadyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotReadyException() {
      super("the subscriptions are not known yet", null, false, false);
    }
  }

  /// Returns after the one commit that makes the messages durable for all subscribers of the topic.
  ///
  /// @return the number of subscribers and messages that were accepted, without those of before
  /// @throws TooLargeException if none was accepted, and never will be
  /// @throws NotReadyException shortly after the start; nothing was accepted
  /// @throws dev.tripline.spi.store.StoreFullException if the store takes no more work; nothing was
  ///     accepted
  public int publish(String topic, List<Publication> publications) throws TooLargeException {
    if (!subscriptions.triggers().isKnown()) {
      throw new NotReadyException();
    }
    List<Subscriptions.Subscription> subscribers =
        subscriptions.of(topic).stream().filter(one -> !one.trigger().paused()).toList();
    List<Offer> offers = new ArrayList<>();
    List<Subscriptions.Subscription> offered = new ArrayList<>();
    List<Trigger> unwanted = new ArrayList<>();
    for (Publication publication : publications) {
      for (Subscriptions.Subscription subscriber : subscribers) {
        if (subscriber.source().filter().matches(publication.message())) {
          offers.add(offer(subscriber, publication));
          offered.add(subscriber);
        } else {
          unwanted.add(subscriber.trigger());
        }
      }
    }
    List<Boolean> fresh = acceptance.accept(offers);
    unwanted.forEach(trigger -> acceptance.filtered(trigger, 1));
    int accepted = 0;
    for (int i = 0; i < offered.size(); i++) {
      offered.get(i).status().began(1);
      offered.get(i).status().ended(1, 0, 0);
      offered.get(i).status().result(fresh.get(i) ? "accepted 1 message" : "known already");
      accepted += fresh.get(i) ? 1 : 0;
    }
    return accepted;
  }

  private Offer offer(Subscriptions.Subscription subscriber, Publication publication)
      throws TooLargeException {
    Trigger trigger = subscriber.trigger();
    String arn = arns.subscription(subscriber.source().topic(), trigger.id());
    Event event = SnsRecords.event(publication.message(), arn, SnsRecords.Signed.NONE);
    if (event.payload().length > MOST_BYTES) {
      throw new TooLargeException(event.payload().length);
    }
    NewInvocation plain = EventAcceptance.invocation(trigger, event);
    return new Offer(
        trigger,
        new NewInvocation(
                plain.requestId(),
                plain.function(),
                plain.payload(),
                plain.triggerId(),
                plain.dedupKey(),
                publication.recursionDepth(),
                0,
                plain.tenantId())
            .in(publication.trace()));
  }
}
