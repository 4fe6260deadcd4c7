package dev.tripline.spi.invocation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The place of an invocation in traces.
///
/// @param parent the span that it continues; null if it begins a trace
/// @param links the spans of the events that it is about, or was made of; at most [#MOST_LINKS]
/// @param unlinked the number of events whose spans are left out for that
/// @param served whether a caller waits for it, whose call has a span of its own
public record Trace(
    @Nullable TraceContext parent, List<TraceContext> links, int unlinked, boolean served) {
  public static final int MOST_LINKS = 128;
  public static final Trace NONE = new Trace(null, List.of(), 0, false);

  private static final String LINK = " link";
  private static final int PARENT_LENGTH = 55;

  /// Of one event.
  public static Trace of(@Nullable TraceContext parent) {
    return parent == null ? NONE : new Trace(parent, List.of(), 0, false);
  }

  /// Of a batch: linked to each event, and a part of the trace of an only one.
  ///
  /// @param span of an event; null if it came without one
  public static <E> Trace ofBatch(
      List<? extends E> events, Function<E, @Nullable TraceContext> span) {
    List<TraceContext> links = List.of();
    int unlinked = 0;
    TraceContext last = null;
    for (E event : events) {
      TraceContext context = span.apply(event);
      if (context == null) {
        continue;
      }
      last = context;
      if (context.hasSpan() && links.size() == MOST_LINKS) {
        unlinked++;
      } else if (context.hasSpan()) {
        links = links.isEmpty() ? new ArrayList<>() : links;
        links.add(context);
      }
    }
    return last == null
        ? NONE
        : new Trace(events.size() == 1 ? last : null, List.copyOf(links), unlinked, false);
  }

  /// The span that it continues, or the ids that follow from a request and its begin.
  public TraceContext context(String requestId, Instant begin) {
    return parent == null ? TraceContext.derived(requestId, begin) : parent;
  }

  /// The same below another span.
  public Trace below(TraceContext span) {
    return new Trace(span, links, unlinked, served);
  }

  /// The same, whose call has this span.
  public Trace servedBy(TraceContext span) {
    return new Trace(span, links, unlinked, true);
  }

  /// As it is kept with an event or a dead letter; null if there is nothing to keep.
  public @Nullable String stored() {
    if (parent != null) {
      return parent.stored();
    }
    return links.isEmpty() ? null : redriven(links.getFirst().stored());
  }

  /// What a redriven event keeps of the trace of its dead letter: its runs begin a trace of their own, with a
  /// link.
  ///
  /// @param letter as [#stored] made it; null for none
  public static @Nullable String redriven(@Nullable String letter) {
    return letter == null || letter.length() < PARENT_LENGTH
        ? null
        : letter.substring(0, PARENT_LENGTH) + LINK;
  }

  /// @param text as [#stored] made it; null for none
  public static Trace ofStored(@Nullable String text) {
    if (text == null) {
      return NONE;
    }
    // The state of a trace may end like this too, but is longer.
    boolean link = text.length() == PARENT_LENGTH + LINK.length() && text.endsWith(LINK);
    Optional<TraceContext> context =
        TraceContext.ofStored(link ? text.substring(0, PARENT_LENGTH) : text);
    if (context.isEmpty()) {
      return NONE;
    }
    return link
        ? new Trace(null, context.filter(TraceContext::hasSpan).stream().toList(), 0, false)
        : of(context.get());
  }

  /// The trace id of what is stored; null if there is none.
  public static @Nullable String idOfStored(@Nullable String text) {
    return text == null
        ? null
        : TraceContext.ofStored(text.split(" ", 2)[0]).map(TraceContext::traceId).orElse(null);
  }

  /// An id of a request from which a trace id may follow: it begins with the last digits of the trace's.
  /// With the digits `0` and `f`, the first and the last of them: ids of one form have the same order in
  /// every collation.
  ///
  /// @param traceId of 32 digits
  /// @param digit which stands for those that the trace id does not tell
  public static String requestOf(String traceId, char digit) {
    String digits = traceId.substring(8) + String.valueOf(digit).repeat(8);
    return String.join(
        "-",
        digits.substring(0, 8),
        digits.substring(8, 12),
        digits.substring(12, 16),
        digits.substring(16, 20),
        digits.substring(20));
  }
}
