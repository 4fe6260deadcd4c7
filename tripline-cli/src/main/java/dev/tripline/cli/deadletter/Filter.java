package dev.tripline.cli.deadletter;

import dev.tripline.cli.http.ApiPath;
import dev.tripline.cli.session.Session;
import dev.tripline.cli.session.Times;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options that select dead letters by what they have in common.
final class Filter {
  @Option(names = "--function", paramLabel = "NAME", description = "Of a function.")
  private @Nullable String function;

  @Option(names = "--trigger", paramLabel = "NAME", description = "Of a trigger.")
  private @Nullable String trigger;

  @Option(names = "--error-type", paramLabel = "TYPE", description = "Of the last attempt.")
  private @Nullable String errorType;

  @Option(
      names = "--died-of",
      paramLabel = "REASON",
      description = "Such as RetriesExhausted or EventAgeExceeded.")
  private @Nullable String reason;

  @Option(names = "--class", paramLabel = "ID", description = "Of a class of dead letters.")
  private @Nullable String classId;

  @Option(names = "--request-id", paramLabel = "ID", description = "Of one event.")
  private @Nullable String requestId;

  @Option(names = "--order-key", paramLabel = "KEY", description = "Of a group, or a record's key.")
  private @Nullable String orderKey;

  @Option(names = "--trace-id", paramLabel = "ID", description = "Of a trace.")
  private @Nullable String traceId;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "Died then or later: 2026-01-31T12:00:00Z, or 90s, 15m, 6h, 2d ago.")
  private @Nullable String from;

  @Option(names = "--to", paramLabel = "TIME", description = "Died before; as --from.")
  private @Nullable String to;

  /// The members of a selection; none if no option was given.
  ///
  /// @throws dev.tripline.cli.session.UsageException if a time is none
  Map<String, Object> members(Session session) {
    Map<String, Object> members = new LinkedHashMap<>();
    put(members, "function", function);
    put(members, "trigger", trigger);
    put(members, "errorType", errorType);
    put(members, "reason", reason);
    put(members, "classId", classId);
    put(members, "requestId", requestId);
    put(members, "orderKey", orderKey);
    put(members, "traceId", traceId);
    put(members, "from", time(from, session));
    put(members, "to", time(to, session));
    return members;
  }

  /// The same as parameters.
  ApiPath on(ApiPath path, Session session) {
    members(session).forEach(path::with);
    return path;
  }

  private static @Nullable String time(@Nullable String typed, Session session) {
    return typed == null ? null : Times.at(typed, session.surroundings().clock()).toString();
  }

  private static void put(Map<String, Object> members, String name, @Nullable String value) {
    if (value != null) {
      members.put(name, value);
    }
  }
}
