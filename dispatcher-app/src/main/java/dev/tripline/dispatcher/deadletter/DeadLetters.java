package dev.tripline.dispatcher.deadletter;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.tripline.delivery.async.AsynchronousDelivery;
import dev.tripline.dispatcher.masking.Maskable;
import dev.tripline.dispatcher.masking.Masking;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.RequestFields;
import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.deadletter.DeadLetter;
import dev.tripline.spi.deadletter.DeadLetterQueries;
import dev.tripline.spi.deadletter.DeadLetterQueries.Filter;
import dev.tripline.spi.deadletter.DeadLetterQueries.GroupBy;
import dev.tripline.spi.deadletter.DeadLetterStore;
import dev.tripline.spi.deadletter.DeadLetterSummary;
import dev.tripline.spi.deadletter.UnreadableLetterException;
import dev.tripline.spi.invocation.FunctionTarget;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// All that an operator does with dead letters. An unknown one is an [ApiProblem] 404. Blocking; safe
/// for many threads.
///
/// A redrive puts the event back into the queue, with a new request id and a new budget of attempts.
/// Its redrive count goes along, so that an event which always fails does not circulate for ever.
public final class DeadLetters {
  private static final int PAGE = 50;

  private final DeadLetterStore letters;
  private final DeadLetterQueries queries;
  private final Selection.Names names;
  private final AsynchronousDelivery delivery;
  private final LetterLimits limits;

  DeadLetters(
      DeadLetterStore letters,
      DeadLetterQueries queries,
      Selection.Names names,
      AsynchronousDelivery delivery,
      LetterLimits limits) {
    this.letters = letters;
    this.queries = queries;
    this.names = names;
    this.delivery = delivery;
    this.limits = limits;
  }

  /// @param next the cursor of the next page; missing on the last
  /// @param looked letters whose payload was looked at; missing if none was to be
  public record Page(
      List<DeadLetterEntry> deadLetters,
      @JsonInclude(Include.NON_NULL) @Nullable String next,
      @JsonInclude(Include.NON_NULL) @Nullable Integer looked)
      implements Maskable {

    @Override
    public Page withoutContent() {
      return new Page(
          deadLetters.stream().map(DeadLetterEntry::withoutContent).toList(), next, looked);
    }

    @Override
    public Page masked(Masking masking) {
      return new Page(
          deadLetters.stream().map(letter -> letter.masked(masking)).toList(), next, looked);
    }
  }

  /// @param requestId the id under which the function sees the event now
  public record Redriven(String requestId) {}

  /// @param skipped those that were redriven too often before, or whose payload cannot be decrypted
  /// @param more `true` if there are others that match
  public record Batch(int redriven, int skipped, boolean more) {}

  /// @param exact `false` if there are at least that many
  public record Total(long count, boolean exact) {}

  public record Groups(List<Group> groups) {}

  /// @param value null for those without one; of triggers the id
  public record Group(@Nullable String value, long count) {}

  /// The dead letters that match, newest first.
  ///
  /// @param cursor `next` of the page before; null for the first one
  /// @throws ApiProblem if no list gave this cursor
  public Page list(Selection selection, @Nullable String cursor, int limit) {
    String before = RequestFields.idCursor(cursor);
    List<DeadLetterSummary> page = queries.page(names.filter(selection), before, limit + 1);
    boolean more = page.size() > limit;
    List<DeadLetterSummary> shown = more ? page.subList(0, limit) : page;
    return new Page(
        shown.stream()
            .map(letter ->
                DeadLetterEntry.of(
                    letter, end(letter.triggerId(), letter.function(), letter.diedAt())))
            .toList(),
        more ? shown.getLast().id() : null,
        null);
  }

  /// As in a list.
  DeadLetterEntry entry(DeadLetter letter) {
    return DeadLetterEntry.of(letter, end(letter.triggerId(), letter.function(), letter.diedAt()));
  }

  /// The conditions that a selection stands for.
  ///
  /// @throws ApiProblem if a name in it stands for nothing
  public Filter filter(Selection selection) {
    return names.filter(selection);
  }

  /// The function that gets letters in place of their own.
  ///
  /// @param text name or ARN of a function or endpoint, with a version or alias if one is meant
  /// @throws ApiProblem if there is none
  public FunctionTarget target(String text) {
    return names.target(text);
  }

  /// The number of dead letters that match.
  public Total count(Selection selection) {
    DeadLetterQueries.Count count = queries.count(names.filter(selection));
    return new Total(count.number(), count.exact());
  }

  /// The number of dead letters for each value, the largest groups first.
  ///
  /// @param selection of all times, requests and classes
  public Groups groups(Selection selection, GroupBy by, int limit) {
    Filter filter = names.filter(selection);
    if (!filter.hasGroups()) {
      throw ApiProblem.invalid("from", "groups are of all times, all requests and all classes");
    }
    return new Groups(
        queries.groups(filter, by, limit).stream()
            .map(group -> new Group(group.value(), group.number()))
            .toList());
  }

  /// The time of death of the oldest; null if there are none.
  public @Nullable Instant oldest(Selection selection) {
    return queries.oldest(names.filter(selection)).orElse(null);
  }

  public DeadLetterView find(String id) {
    DeadLetter letter = letter(id);
    return DeadLetterView.of(
        letter,
        new DeadLetterView.Beside(
            limits.triggerName(letter.triggerId()),
            queries.classOf(id).orElse(null),
            end(letter.triggerId(), letter.function(), letter.diedAt())));
  }

  /// The payload as it was kept.
  ///
  /// @throws ApiProblem 409 if it cannot be decrypted
  public byte[] payload(String id) {
    return readable(id).payload();
  }

  /// @throws ApiProblem 409 if it was redriven too often, or its payload cannot be decrypted
  public Redriven redrive(String id, Actor actor) {
    return sendAgain(id, requestId -> letters.redrive(id, requestId, actor));
  }

  /// As [#redrive], with another payload.
  ///
  /// @param target in place of the letter's function
  /// @param reason for the audit
  public Redriven resend(
      String id, byte[] payload, @Nullable FunctionTarget target, String reason, Actor actor) {
    return sendAgain(
        id,
        requestId ->
            letters.resend(
                id, new DeadLetterStore.Resend(requestId, payload, target, reason), actor));
  }

  /// @param move does it under a new request id; `false` if the letter is not there any more
  private Redriven sendAgain(String id, Predicate<String> move) {
    int redrives = readable(id).redriveCount();
    if (redrives >= limits.maxRedrives()) {
      throw ApiProblem.conflict(
          "the event was redriven "
              + redrives
              + " times already (tripline.dead-letters.max-redrives)");
    }
    String requestId = UUID.randomUUID().toString();
    if (!move.test(requestId)) {
      throw unknown(id);
    }
    delivery.wake();
    return new Redriven(requestId);
  }

  /// Redrives at most `limit` that match, newest first.
  public Batch redriveAll(Selection selection, int limit, Actor actor) {
    Filter filter = names.filter(selection);
    int redriven = 0;
    int skipped = 0;
    String before = null;
    while (redriven < limit) {
      int size = Math.min(PAGE, limit - redriven);
      List<DeadLetterSummary> page = queries.page(filter, before, size);
      for (DeadLetterSummary letter : page) {
        if (letter.redriveCount() >= limits.maxRedrives()) {
          skipped++;
        } else {
          try {
            if (letters.redrive(letter.id(), UUID.randomUUID().toString(), actor)) {
              redriven++;
            } // else somebody else has just redriven or discarded it
          } catch (UnreadableLetterException _) { // says so when it is looked at
            skipped++;
          }
        }
        before = letter.id();
      }
      delivery.wake();
      if (page.size() < size) {
        return new Batch(redriven, skipped, false);
      }
    }
    return new Batch(redriven, skipped, !queries.page(filter, before, 1).isEmpty());
  }

  /// Discards a dead letter for good.
  public void discard(String id, Actor actor, String reason) {
    if (!letters.discard(id, actor, reason)) {
      throw unknown(id);
    }
  }

  private @Nullable Instant end(@Nullable String trigger, FunctionTarget function, Instant diedAt) {
    return limits.end(trigger, function.name(), diedAt);
  }

  private DeadLetter readable(String id) {
    DeadLetter letter = letter(id);
    if (letter.unreadable() != null) {
      throw ApiProblem.conflict("the payload of the dead letter " + letter.unreadable());
    }
    return letter;
  }

  private DeadLetter letter(String id) {
    return queries.find(id).orElseThrow(() -> unknown(id));
  }

  private static ApiProblem unknown(String id) {
    return ApiProblem.notFound("there is no dead letter " + id);
  }
}
