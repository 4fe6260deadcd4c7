package dev.tripline.dispatcher.function.log;

import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.spi.invocation.TraceContext;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The traces of the requests that functions were last given on this node, for the lines that they log. Safe
/// for many threads.
final class KnownTraces {
  /// Lines of a request are written soon after it began.
  private static final int MOST = 10_000;

  private static final Pattern TRACE =
      Pattern.compile(
          "(?i)(?:Root=)?(?:1-([0-9a-f]{8})-|[0-9a-f]{2}-([0-9a-f]{8})|([0-9a-f]{8}))([0-9a-f]{24})"
              + "(?:[;-].*)?");

  private final Map<String, String> byRequest =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > MOST;
        }
      };

  /// @param parent null if the request begins a trace, whose id follows from its own
  void note(String requestId, @Nullable TraceContext parent) {
    if (parent != null) {
      synchronized (byRequest) {
        byRequest.put(requestId, parent.traceId());
      }
    }
  }

  /// Null if the id of its trace follows from its own, or if it is long ago.
  @Nullable String of(@Nullable String requestId) {
    if (requestId == null) {
      return null;
    }
    synchronized (byRequest) {
      return byRequest.get(requestId);
    }
  }

  /// A trace id in 32 lower-case digits.
  ///
  /// @param text of W3C or AWS, alone or in a header; null for any trace
  /// @throws ApiProblem if it is none
  static @Nullable String read(@Nullable String text) {
    if (text == null) {
      return null;
    }
    Matcher trace = TRACE.matcher(text);
    if (!trace.matches()) {
      throw ApiProblem.invalid(
          "traceId",
          "a trace id such as 1-5759e988-bd862e3fe1be46a994272793 is expected, or its 32 digits");
    }
    return Stream.of(1, 2, 3, 4)
        .map(trace::group)
        .filter(Objects::nonNull)
        .collect(Collectors.joining())
        .toLowerCase(Locale.ROOT);
  }
}
