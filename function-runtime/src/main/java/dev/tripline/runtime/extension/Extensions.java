package dev.tripline.runtime.extension;

import dev.tripline.runtime.api.RuntimeConnection;
import dev.tripline.runtime.api.RuntimeSession.ExtensionRequest;
import dev.tripline.runtime.extension.Extension.State;
import dev.tripline.runtime.extension.telemetry.Subscription;
import dev.tripline.runtime.extension.telemetry.SubscriptionRequest;
import dev.tripline.spi.invocation.Payload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The extensions of one worker and the API that they speak, with the answers of AWS's runtime interface
/// emulator. External ones are programs that start before the runtime; internal ones live in its process
/// and register while it starts. Safe for many threads.
public final class Extensions {
  /// Of one worker; AWS's.
  public static final int MOST = 10;

  private static final Logger LOG = LoggerFactory.getLogger(Extensions.class);
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String BASE = "/2020-01-01/extension/";
  private static final String IDENTIFIER = "lambda-extension-identifier";
  private static final String ERROR_TYPE = "lambda-extension-function-error-type";
  private static final String INVALID_STATE = "Extension.InvalidExtensionState";
  private static final int LONGEST_NAME = 256;

  private final Function function;
  private final Listener listener;
  private final Map<String, Extension> byName = new LinkedHashMap<>();
  private boolean closed;
  private boolean started;
  private boolean allRegistered;
  private @Nullable Failure failure;

  /// @param external names of the programs that are started
  public Extensions(Function function, Collection<String> external, Listener listener) {
    this.function = function;
    this.listener = listener;
    external.forEach(name -> byName.put(name, new Extension(name, true)));
    this.allRegistered = external.isEmpty();
  }

  /// The function, as extensions are told.
  public record Function(String name, String version, String handler, String account) {}

  /// Follows the extensions of a worker; called without a lock, on the threads of connections.
  public interface Listener {
    /// All external ones have registered: the runtime may start.
    void registered();

    /// One wants telemetry, while the worker starts.
    void subscribed(String name, Subscription subscription);

    /// One waits for its first event.
    void ready(String name, List<String> events);

    /// All wait for an event.
    void idle();

    /// One has reported that it cannot go on.
    void failed();
  }

  /// An invocation, as it is told to those that want to know.
  ///
  /// @param trace as `X-Amzn-Trace-Id`; empty if there is none
  public record Invocation(String requestId, String arn, long deadlineMillis, String trace) {}

  /// The report of an extension.
  ///
  /// @param type `Extension.InitError` or `Extension.ExitError`
  public record Failure(String type, String name, String reported) {}

  /// Whether there is any.
  public synchronized boolean isEmpty() {
    return byName.isEmpty();
  }

  /// Whether each waits for an event.
  public synchronized boolean areIdle() {
    for (Extension one : byName.values()) {
      if (one.state != State.READY) {
        return false;
      }
    }
    started |= closed;
    return true;
  }

  /// The names of those that are not done with an invocation.
  public synchronized List<String> busyWith(String requestId) {
    return byName.values().stream()
        .filter(one -> one.state == State.RUNNING && requestId.equals(one.requestId))
        .map(one -> one.name)
        .toList();
  }

  /// The runtime has come up: no more can register. They can subscribe until all are idle.
  ///
  /// @return whether this was the first time
  public synchronized boolean close() {
    boolean first = !closed;
    closed = true;
    return first;
  }

  /// The first report of one that could not go on.
  public synchronized @Nullable Failure failure() {
    return failure;
  }

  /// Answers a request, now or when there is an event.
  ///
  /// @return `false` if there is no such route
  public boolean serve(ExtensionRequest request, RuntimeConnection connection) {
    switch (request.method() + " " + request.path()) {
      case "POST " + BASE + "register" -> register(request, connection);
      case "GET " + BASE + "event/next" -> next(request, connection);
      case "POST " + BASE + "init/error" ->
          report(request, connection, "Extension.InitError", State.REGISTERED);
      case "POST " + BASE + "exit/error" ->
          report(request, connection, "Extension.ExitError", null);
      case "PUT /2022-07-01/telemetry", "PUT /2022-07-01/telemetry/" ->
          subscribe(request, connection);
      case "PUT /2020-08-15/logs" ->
          answer(
              connection,
              "202 Accepted",
              "",
              error("Logs.NotSupported", "Logs API is not supported"));
      default -> {
        return false;
      }
    }
    return true;
  }

  private void register(ExtensionRequest request, RuntimeConnection connection) {
    String name = request.headers().getOrDefault("lambda-extension-name", "");
    if (name.isEmpty() || name.length() > LONGEST_NAME) {
      refuse(connection, "Extension.InvalidExtensionName", "Empty extension name");
      return;
    }
    List<String> events = new ArrayList<>();
    String malformed = Extension.events(request.body(), events);
    if (malformed != null) {
      refuse(connection, "InvalidRequestFormat", malformed);
      return;
    }
    Extension registered = null;
    String refusal = null;
    String type = INVALID_STATE;
    boolean complete = false;
    synchronized (this) {
      Extension known = byName.get(name);
      String odd = Extension.oddEvent(events, known != null && known.external);
      if (odd != null) {
        type = "Extension.InvalidEventType";
        refusal = odd;
      } else if (known != null && known.external && known.state != State.STARTED) {
        refusal = known.cannotBecome(State.REGISTERED);
      } else if (known != null && !known.external) {
        refusal = "Extension with this name already registered";
      } else if (known == null && closed) {
        type = "Extension.RegistrationClosed";
        refusal = "Extension registration closed already";
      } else if (known == null && byName.size() >= MOST) {
        type = "Extension.TooManyExtensions";
        refusal = "Extension limit (%d) reached".formatted(MOST);
      } else {
        registered = known == null ? new Extension(name, false) : known;
        byName.put(name, registered);
        registered.events.addAll(events);
        registered.state = State.REGISTERED;
        complete = !allRegistered && noneStarting();
        allRegistered |= complete;
      }
    }
    if (registered == null) {
      refuse(connection, type, String.valueOf(refusal));
      return;
    }
    ObjectNode body =
        JSON.createObjectNode()
            .put("functionName", function.name)
            .put("functionVersion", function.version)
            .put("handler", function.handler);
    if (List.of(
            request.headers().getOrDefault("lambda-extension-accept-feature", "").split("[, ]+"))
        .contains("accountId")) {
      body.put("accountId", function.account);
    }
    answer(
        connection,
        "200 OK",
        "Lambda-Extension-Identifier: " + registered.id + "\r\n",
        body.toString());
    if (complete) {
      listener.registered();
    }
  }

  private boolean noneStarting() {
    return byName.values().stream().noneMatch(one -> one.external && one.state == State.STARTED);
  }

  private void next(ExtensionRequest request, RuntimeConnection connection) {
    Extension asking = find(request, connection);
    if (asking == null) {
      return;
    }
    String refusal = null;
    boolean idle = false;
    boolean first = false;
    synchronized (this) {
      switch (asking.state) {
        case REGISTERED, RUNNING, READY -> {
          asking.state = State.READY;
          asking.waiting = connection;
          first = !asking.told;
          asking.told = true;
          idle = areIdle();
        }
        case STARTED, FAILED -> refusal = asking.cannotBecome(State.READY);
      }
    }
    if (refusal != null) {
      refuse(connection, INVALID_STATE, refusal);
      return;
    }
    if (first) {
      listener.ready(asking.name, List.copyOf(asking.events));
    }
    if (idle) {
      listener.idle();
    }
  }

  /// @param only the state in which it may be reported; null for any
  private void report(
      ExtensionRequest request, RuntimeConnection connection, String type, @Nullable State only) {
    Extension failing = find(request, connection);
    if (failing == null) {
      return;
    }
    String reported = request.headers().getOrDefault(ERROR_TYPE, "");
    if (reported.isEmpty()) {
      refuse(
          connection, "Extension.MissingHeader", "Lambda-Extension-Function-Error-Type not found");
      return;
    }
    String refusal = null;
    synchronized (this) {
      if (failing.state == State.FAILED || (only != null && failing.state != only)) {
        refusal = failing.cannotBecome(State.FAILED);
      } else {
        failing.state = State.FAILED;
        failure = failure == null ? new Failure(type, failing.name, reported) : failure;
      }
    }
    if (refusal != null) {
      refuse(connection, INVALID_STATE, refusal);
      return;
    }
    answer(connection, "202 Accepted", "", "{\"status\":\"OK\"}");
    listener.failed();
  }

  private void subscribe(ExtensionRequest request, RuntimeConnection connection) {
    Extension subscribing = find(request, connection);
    if (subscribing == null) {
      return;
    }
    if (haveStarted()) {
      refuse(
          connection,
          "Telemetry.SubscriptionClosed",
          "Telemetry API subscription is closed already");
      return;
    }
    switch (SubscriptionRequest.read(request.body())) {
      case SubscriptionRequest.Read.Invalid(String why) ->
          answer(connection, "400 Bad Request", "", error("ValidationError", why));
      case SubscriptionRequest.Read.Valid(Subscription subscription) -> {
        listener.subscribed(subscribing.name, subscription);
        answer(connection, "200 OK", "", "\"OK\"");
      }
    }
  }

  private synchronized boolean haveStarted() {
    return started;
  }

  private @Nullable Extension find(ExtensionRequest request, RuntimeConnection connection) {
    String id = request.headers().getOrDefault(IDENTIFIER, "");
    if (id.isEmpty()) {
      refuse(
          connection,
          "Extension.MissingExtensionIdentifier",
          "Missing Lambda-Extension-Identifier header");
      return null;
    }
    synchronized (this) {
      for (Extension one : byName.values()) {
        if (one.id.equals(id) && one.state != State.STARTED) {
          return one;
        }
      }
    }
    refuse(connection, "Extension.UnknownExtensionIdentifier", "Unknown extension " + id);
    return null;
  }

  /// Tells those that want to know of it, before the runtime gets the event.
  public void invoke(Invocation invocation) {
    ObjectNode event =
        JSON.createObjectNode()
            .put("eventType", "INVOKE")
            .put("deadlineMs", invocation.deadlineMillis)
            .put("requestId", invocation.requestId)
            .put("invokedFunctionArn", invocation.arn);
    if (!invocation.trace.isEmpty()) {
      event.putObject("tracing").put("type", "X-Amzn-Trace-Id").put("value", invocation.trace);
    }
    tell("INVOKE", event, invocation.requestId);
  }

  /// Tells those that want to know that the worker ends.
  ///
  /// @param reason AWS's word: `spindown`, `timeout` or `failure`
  public void shutdown(String reason, long deadlineMillis) {
    tell(
        "SHUTDOWN",
        JSON.createObjectNode()
            .put("eventType", "SHUTDOWN")
            .put("deadlineMs", deadlineMillis)
            .put("shutdownReason", reason),
        null);
  }

  private void tell(String kind, ObjectNode event, @Nullable String requestId) {
    List<RuntimeConnection> to = new ArrayList<>();
    synchronized (this) {
      for (Extension one : byName.values()) {
        RuntimeConnection waiting = one.waiting;
        if (one.state == State.READY && one.events.contains(kind) && waiting != null) {
          one.state = State.RUNNING;
          one.waiting = null;
          one.requestId = requestId;
          to.add(waiting);
        }
      }
    }
    for (RuntimeConnection connection : to) {
      String header = "Lambda-Extension-Event-Identifier: " + UUID.randomUUID() + "\r\n";
      answer(connection, "200 OK", header, event.toString());
    }
  }

  private static void refuse(RuntimeConnection connection, String type, String message) {
    answer(connection, "403 Forbidden", "", error(type, message));
  }

  private static String error(String type, String message) {
    return JSON.createObjectNode().put("errorMessage", message).put("errorType", type).toString();
  }

  /// @param headers each with its line's end
  private static void answer(
      RuntimeConnection connection, String status, String headers, String body) {
    String head = "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\n" + headers;
    try {
      connection.send(head, Payload.of(body.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      LOG.debug("An extension hung up; its end is the worker's", e);
    }
  }
}
