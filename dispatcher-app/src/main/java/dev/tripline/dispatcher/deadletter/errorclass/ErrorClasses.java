package dev.tripline.dispatcher.deadletter.errorclass;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.deadletter.DeadLetters;
import dev.tripline.dispatcher.masking.Maskable;
import dev.tripline.dispatcher.masking.Masking;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.RequestFields;
import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.deadletter.DeadLetterClass;
import dev.tripline.spi.deadletter.DeadLetterClass.State;
import dev.tripline.spi.deadletter.DeadLetterClasses;
import dev.tripline.spi.deadletter.DeadLetterClasses.Cursor;
import dev.tripline.spi.deadletter.DeadLetterClasses.Filter;
import dev.tripline.spi.deadletter.DeadLetterQueries.Count;
import dev.tripline.spi.invocation.FunctionTarget;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// All that an operator does with classes of dead letters. An unknown one is an [ApiProblem] 404. Blocking;
/// safe for many threads.
public final class ErrorClasses {
  private static final Pattern CURSOR = Pattern.compile("(\\d{1,15})-([0-9a-f]{32})");

  private final DeadLetterClasses classes;
  private final Functions functions;
  private final InstantSource clock;

  ErrorClasses(DeadLetterClasses classes, Functions functions, InstantSource clock) {
    this.classes = classes;
    this.functions = functions;
    this.clock = clock;
  }

  /// @param unclassified letters of an earlier version that have no class yet
  /// @param next the cursor of the next page; missing on the last
  public record Page(
      List<ErrorClassView> classes,
      DeadLetters.Total unclassified,
      @JsonInclude(Include.NON_NULL) @Nullable String next)
      implements Maskable {

    @Override
    public Page masked(Masking masking) {
      return new Page(
          classes.stream().map(one -> one.masked(masking)).toList(), unclassified, next);
    }

    @Override
    public Page withoutContent() {
      return new Page(
          classes.stream().map(ErrorClassView::withoutContent).toList(), unclassified, next);
    }
  }

  /// The classes that match, those seen last first.
  ///
  /// @param function its name or ARN; null for all
  /// @param state a word of [ErrorClassView]; null for all
  /// @param cursor `next` of the page before; null for the first one
  /// @throws ApiProblem if no list gave this cursor, or a filter stands for nothing
  public Page list(
      @Nullable String function, @Nullable String state, @Nullable String cursor, int limit) {
    Filter filter = new Filter(name(function), state(state));
    Cursor after = cursor == null ? null : cursor(cursor);
    DeadLetterClasses.Page page = classes.page(filter, after, limit);
    Cursor next = page.next();
    Count unclassified = classes.unclassified();
    return new Page(
        page.classes().stream().map(ErrorClassView::of).toList(),
        new DeadLetters.Total(unclassified.number(), unclassified.exact()),
        next == null ? null : next.at().toEpochMilli() + "-" + next.id());
  }

  private static Cursor cursor(String text) {
    Matcher parts = CURSOR.matcher(text);
    if (!parts.matches()) {
      throw RequestFields.wrongCursor();
    }
    return new Cursor(Instant.ofEpochMilli(Long.parseLong(parts.group(1))), parts.group(2));
  }

  private @Nullable String name(@Nullable String text) {
    if (text == null) {
      return null;
    }
    Optional<FunctionTarget> target = functions.parse(text);
    if (target.isEmpty()) {
      throw ApiProblem.invalid("function", "a name or an ARN is expected, not " + text);
    }
    if (target.get().qualifier() != null) {
      throw ApiProblem.invalid("function", "the function itself is expected, no version or alias");
    }
    return target.get().name();
  }

  private static @Nullable State state(@Nullable String word) {
    return switch (word) {
      case null -> null;
      case "open" -> State.OPEN;
      case "acknowledged" -> State.ACKNOWLEDGED;
      case "snoozed" -> State.SNOOZED;
      case "resolved" -> State.RESOLVED;
      default ->
          throw ApiProblem.invalid("state", "must be one of open, acknowledged, snoozed, resolved");
    };
  }

  public ErrorClassView find(String id) {
    return view(id, classes.find(id));
  }

  /// New letters of each of the last 24 hours, of all classes together, the present hour last.
  public List<Long> arrivals() {
    return classes.arrivals();
  }

  /// Changes it by a JSON merge patch (RFC 7396).
  ///
  /// @throws ApiProblem 400 for all that is wrong with it
  public ErrorClassView change(String id, ObjectNode patch, Actor actor) {
    return view(id, classes.change(id, ErrorClassChange.of(patch, clock.instant()), actor));
  }

  private static ErrorClassView view(String id, Optional<DeadLetterClass> found) {
    return found
        .map(ErrorClassView::of)
        .orElseThrow(() -> ApiProblem.notFound("there is no class of dead letters " + id));
  }
}
