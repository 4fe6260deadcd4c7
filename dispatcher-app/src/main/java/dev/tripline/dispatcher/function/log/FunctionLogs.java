package dev.tripline.dispatcher.function.log;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.access.rule.HiddenContent;
import dev.tripline.dispatcher.function.registry.Endpoint;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.dispatcher.masking.Maskable;
import dev.tripline.dispatcher.masking.MaskedPayload;
import dev.tripline.dispatcher.masking.Masking;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.RequestFields;
import dev.tripline.spi.invocation.FunctionTarget;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the lines that are kept of functions. Blocking; safe for many threads.
public final class FunctionLogs {
  private static final int STANDARD = 100;
  private static final int MOST = 1_000;
  private static final String OLDEST = "oldest";

  private final LogKeeper keeper;
  private final LogStore store;
  private final Registry registry;
  private final Functions functions;
  private final boolean keeps;

  FunctionLogs(
      LogKeeper keeper, LogStore store, Registry registry, Functions functions, boolean keeps) {
    this.functions = functions;
    this.keeper = keeper;
    this.store = store;
    this.registry = registry;
    this.keeps = keeps;
  }

  /// The lines that are meant; a missing member matches all.
  ///
  /// @param traceId of the events, as the function or a collector of traces saw it
  /// @param since inclusive
  /// @param until exclusive
  /// @param order `newest` first, or `oldest`
  /// @param cursor `next` of the page before, in the same order
  public record Query(
      @Nullable String requestId,
      @Nullable String traceId,
      @Nullable String since,
      @Nullable String until,
      @Nullable String order,
      @Nullable String cursor,
      @Nullable Integer limit) {

    private LogStore.Wanted of(String function) {
      return new LogStore.Wanted(
          function,
          requestId,
          KnownTraces.read(traceId),
          RequestFields.time("since", since),
          RequestFields.time("until", until),
          newestFirst(),
          behind());
    }

    private boolean newestFirst() {
      return switch (order) {
        case null -> true;
        case "newest" -> true;
        case OLDEST -> false;
        default -> throw ApiProblem.invalid("order", "newest or oldest is expected");
      };
    }

    private LogStore.@Nullable Place behind() {
      if (cursor == null) {
        return null;
      }
      int dash = cursor.indexOf('-');
      try {
        return new LogStore.Place(
            Instant.ofEpochMilli(Long.parseLong(cursor.substring(0, Math.max(0, dash)))),
            Long.parseLong(cursor.substring(dash + 1)));
      } catch (NumberFormatException _) {
        throw ApiProblem.invalid("cursor", "`next` of the page before is expected");
      }
    }
  }

  /// @param requestId missing for what a worker wrote outside of an invocation
  /// @param traceId missing if it follows from the request id
  /// @param from `function` or `platform`
  @JsonInclude(Include.NON_NULL)
  public record Line(
      Instant at,
      String version,
      @Nullable String requestId,
      @Nullable String traceId,
      String from,
      String line) {

    static Line of(LogLine line) {
      return new Line(
          line.at(),
          line.version(),
          line.requestId(),
          line.traceId(),
          line.platform() ? "platform" : "function",
          line.text());
    }

    private Line masked(MaskedPayload unknown) {
      return isPlatforms()
          ? this
          : new Line(at, version, requestId, traceId, from, String.valueOf(unknown.words(line)));
    }

    private boolean isPlatforms() {
      return from.equals("platform");
    }

    /// The platform's lines say how an invocation ended, and nothing of what it was given.
    Line withoutContent() {
      return isPlatforms()
          ? this
          : new Line(at, version, requestId, traceId, from, HiddenContent.WORD);
    }
  }

  /// @param function that wrote them
  /// @param keptBytes of the function, its rows included
  /// @param next the cursor of the next page; missing on the last
  public record Page(
      @JsonIgnore String function,
      List<Line> lines,
      long keptBytes,
      @JsonInclude(Include.NON_NULL) @Nullable String next)
      implements Maskable {

    @Override
    public Page withoutContent() {
      return new Page(function, lines.stream().map(Line::withoutContent).toList(), keptBytes, next);
    }

    @Override
    public Page masked(Masking masking) {
      MaskedPayload unknown = masking.ofAny(function).unknown();
      return new Page(
          function, lines.stream().map(line -> line.masked(unknown)).toList(), keptBytes, next);
    }
  }

  /// One page of a function's lines, up to what it has written just now on this node.
  ///
  /// @throws ApiProblem 404 if there is neither the function nor a line of it, 409 if its lines are not kept
  ///
  /// @param nameOrArn a version or alias in it does not count
  public Page page(String nameOrArn, Query query) {
    String function = functions.parse(nameOrArn).map(FunctionTarget::name).orElse(nameOrArn);
    if (!keeps) {
      throw ApiProblem.conflict("lines are not kept: tripline.kept-logs.per-function is 0");
    }
    if (registry.find(function) instanceof Endpoint) {
      throw ApiProblem.conflict(
          function + " is an HTTP endpoint: what it logs stays with its server");
    }
    int limit = RequestFields.limit(query.limit(), STANDARD, MOST);
    LogStore.Wanted wanted = query.of(function);
    keeper.write();
    List<LogStore.Found> found = store.find(wanted, limit + 1);
    long bytes = store.size(function);
    if (found.isEmpty() && bytes == 0 && registry.function(function) == null) {
      throw ApiProblem.notFound("there is no function " + function);
    }
    boolean more = found.size() > limit;
    List<LogStore.Found> shown = more ? found.subList(0, limit) : found;
    return new Page(
        function,
        shown.stream().map(one -> Line.of(one.line())).toList(),
        bytes,
        more ? cursor(shown.getLast().place()) : null);
  }

  private static String cursor(LogStore.Place place) {
    return place.at().toEpochMilli() + "-" + place.sequence();
  }
}
