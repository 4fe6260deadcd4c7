package dev.tripline.dispatcher.bus;

import dev.tripline.delivery.bus.BusEvent;
import dev.tripline.delivery.bus.EventPath;
import dev.tripline.delivery.bus.TargetInput;
import dev.tripline.dispatcher.bus.archive.ArchiveStore;
import dev.tripline.dispatcher.trigger.Trigger;
import dev.tripline.dispatcher.trigger.format.Formats;
import dev.tripline.dispatcher.trigger.run.EventAcceptance;
import dev.tripline.spi.invocation.Trace;
import dev.tripline.spi.source.Event;
import dev.tripline.spi.store.NewInvocation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Hands events to the subscribers of their bus: each match becomes an asynchronous invocation. Blocking;
/// safe for many threads.
public final class EventPublisher {
  private final BusCatalogue catalogue;
  private final EventAcceptance acceptance;
  private final KeptEvents kept;
  private final BusArns arns;
  private final InstantSource clock;

  EventPublisher(
      BusCatalogue catalogue,
      EventAcceptance acceptance,
      KeptEvents kept,
      BusArns arns,
      InstantSource clock) {
    this.catalogue = catalogue;
    this.acceptance = acceptance;
    this.kept = kept;
    this.arns = arns;
    this.clock = clock;
  }

  /// Where an event comes from.
  ///
  /// @param depth the number of earlier invocations of its lineage
  /// @param trace the trace that it continues
  public record Sender(int depth, Trace trace) {
    public static final Sender UNKNOWN = new Sender(0, Trace.NONE);
  }

  /// An event on its way.
  ///
  /// @param key by which it is known if it comes again; null if subscribers say so, or nobody
  /// @param rules the only ones whose subscribers get it; null for all
  public record Publication(
      String bus, BusEvent event, Sender sender, @Nullable Key key, @Nullable Set<String> rules) {

    /// Of a publisher, for all rules.
    public Publication(String bus, BusEvent event, Sender sender, @Nullable Key key) {
      this(bus, event, sender, key, null);
    }

    private boolean isFor(Subscriber subscriber) {
      return rules == null || rules.contains(subscriber.rule());
    }
  }

  /// @param foremost whether it counts for subscribers that say how their events are told apart, too
  public record Key(String text, boolean foremost) {}

  /// Whether the rules and the triggers were read: before that, no event finds its subscribers.
  public boolean ready() {
    return catalogue.ready();
  }

  /// Whether there is such a bus.
  public boolean has(String bus) {
    return catalogue.state(bus) != null;
  }

  /// Returns after the one commit that makes all invocations of all events durable.
  ///
  /// @throws RuntimeException if none was accepted; the publisher sends all of them again
  public void publish(List<Publication> publications) {
    Instant now = clock.instant();
    List<Match> matches = new ArrayList<>();
    List<ArchiveStore.Kept> archived = new ArrayList<>();
    for (Publication publication : publications) {
      BusState.Matched matched = state(publication.bus()).match(publication.event());
      BusEvent event = publication.event();
      if (!event.replayed()) {
        for (String archive : matched.archives()) {
          archived.add(new ArchiveStore.Kept(archive, event.id(), event.time(), event.json()));
        }
      }
      matched.subscribers().stream()
          .filter(publication::isFor)
          .forEach(subscriber -> matches.add(new Match(publication, subscriber)));
    }
    // Before the invocations: an event that a function has seen is in its archives.
    kept.archives().keep(archived, now);
    hand(matches, now);
  }

  /// Hands the event of a rule's schedule to the targets of the rule, and to nobody else. Returns after the
  /// commit; a time that comes again is known.
  ///
  /// @throws RuntimeException if it was not accepted
  public void fire(String bus, String rule, Instant nominal) {
    String arn = arns.rule(bus, rule);
    byte[] name = (arn + "\n" + nominal).getBytes(StandardCharsets.UTF_8);
    BusEvent event =
        BusEvent.of(
            UUID.nameUUIDFromBytes(name).toString(),
            new BusEvent.Place(arns.account().accountId(), arns.account().region()),
            new BusEvent.Entry("aws.events", "Scheduled Event", "{}", nominal, List.of(arn)));
    Key key = new Key("schedule:" + nominal, true);
    Publication publication = new Publication(bus, event, Sender.UNKNOWN, key, Set.of(rule));
    hand(
        state(bus).subscribers(rule).stream()
            .map(subscriber -> new Match(publication, subscriber))
            .toList(),
        clock.instant());
  }

  private BusState state(String bus) {
    BusState state = catalogue.state(bus);
    if (state == null) {
      throw new IllegalStateException("there is no event bus " + bus);
    }
    return state;
  }

  private record Match(Publication publication, Subscriber subscriber) {}

  private void hand(List<Match> matches, Instant now) {
    List<EventAcceptance.Offer> offers = new ArrayList<>();
    List<LocalOffer> locals = new ArrayList<>();
    for (Match match : matches) {
      EventAcceptance.Offer offer = offer(match.publication(), match.subscriber(), now);
      if (offer != null) {
        offers.add(offer);
        locals.add(new LocalOffer(match.subscriber()));
      }
    }
    List<Boolean> fresh = acceptance.accept(offers);
    for (int i = 0; i < fresh.size(); i++) {
      locals.get(i).accepted(fresh.get(i));
    }
  }

  /// Null if the function cannot be given such an input: the event is kept as a dead letter then.
  private EventAcceptance.@Nullable Offer offer(
      Publication publication, Subscriber subscriber, Instant now) {
    BusEvent event = publication.event();
    Trigger trigger = subscriber.trigger().trigger();
    var match =
        new TargetInput.Match(
            arns.rule(publication.bus(), subscriber.rule()), subscriber.rule(), now);
    byte[] input;
    try {
      input = subscriber.subscription().input().of(event, match);
    } catch (TargetInput.InputTooLargeException e) {
      kept.unusable().keep(trigger, event, String.valueOf(e.getMessage()), now);
      return null;
    }
    EventPath path = subscriber.subscription().deduplicateBy();
    String key = key(publication, path);
    BusEvent.Origin origin =
        Formats.isCloudEvents(trigger) ? event.origin() : new BusEvent.Origin("", "");
    NewInvocation invocation =
        EventAcceptance.invocation(
            trigger,
            new Event(
                event.id(),
                origin.source(),
                origin.detailType(),
                null,
                event.time(),
                "application/json",
                Map.of(),
                input,
                key));
    EventPath group = subscriber.subscription().orderBy();
    if (group != null) {
      invocation = invocation.ofGroup(EventAcceptance.orderKey(trigger, group.key(event)));
    }
    Sender sender = publication.sender();
    return new EventAcceptance.Offer(trigger, invocation.deeper(sender.depth()).in(sender.trace()));
  }

  private static @Nullable String key(Publication publication, @Nullable EventPath path) {
    Key key = publication.key();
    if (key != null && key.foremost()) {
      return key.text();
    }
    String own = path == null ? null : path.key(publication.event());
    return own == null && key != null ? key.text() : own;
  }

  private record LocalOffer(Subscriber subscriber) {
    void accepted(boolean fresh) {
      var status = subscriber.trigger().status();
      status.began(1);
      status.ended(1, 0, 0);
      status.result(fresh ? "accepted 1 event" : "accepted 1 event, known already");
    }
  }
}
