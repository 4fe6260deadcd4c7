package dev.tripline.dispatcher.topic.query;

import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.idempotency.IdempotencyKeys;
import dev.tripline.dispatcher.idempotency.IdempotencyKeys.Answered;
import dev.tripline.dispatcher.idempotency.KeptResult;
import dev.tripline.dispatcher.idempotency.KeyedRequest;
import dev.tripline.dispatcher.topic.publish.TopicPublisher;
import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.spi.audit.AuditLog;
import dev.tripline.spi.invocation.Lineage;
import dev.tripline.spi.invocation.Trace;
import dev.tripline.spi.invocation.TraceContext;
import dev.tripline.spi.store.StoreFullException;
import dev.tripline.spi.store.StoreUnavailableException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers requests of the Query protocol that are posted to `/`: finds the action, asks whether the
/// caller may, writes changes to the audit. All other requests go on. Blocking; safe for many threads.
final class TopicApi implements Filter {
  private static final Logger log = LoggerFactory.getLogger(TopicApi.class);

  /// Stands for actions that there are not.
  private static final String UNKNOWN = "Unknown";

  private static final List<String> UNCHANGING = List.of("Get", "List", "Publish");

  /// Carries out an action and writes its answer. Blocking; safe for many threads.
  @FunctionalInterface
  interface Action {

    /// @throws TopicException if the call is refused
    byte[] call(TopicCall call) throws InterruptedException;
  }

  private final Map<String, Action> actions;
  private final TopicAccess access;
  private final IdempotencyKeys keys;
  private final AuditLog audit;
  private final MeterRegistry meters;

  TopicApi(
      Map<String, Action> actions,
      TopicAccess access,
      IdempotencyKeys keys,
      AuditLog audit,
      MeterRegistry meters) {
    this.actions = Map.copyOf(actions);
    this.access = access;
    this.keys = keys;
    this.audit = audit;
    this.meters = meters;
  }

  @Override
  public void doFilter(ServletRequest any, ServletResponse answer, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest request = (HttpServletRequest) any;
    if (request.getMethod().equals("POST")
        && request.getRequestURI().equals("/")
        && SnsService.isForm(request)) {
      answer(request, (HttpServletResponse) answer);
    } else {
      chain.doFilter(any, answer);
    }
  }

  private void answer(HttpServletRequest request, HttpServletResponse response) throws IOException {
    long began = System.nanoTime();
    String requestId = UUID.randomUUID().toString();
    String operation = UNKNOWN;
    int status = 200;
    byte[] body;
    try {
      byte[] bytes = body(request);
      QueryForm form = QueryForm.parse(bytes);
      String name = form.text("Action");
      Action action = actions.get(name);
      if (action == null) {
        throw new TopicException(
            TopicException.Code.INVALID_ACTION,
            "The action " + name + " is not valid for this endpoint.");
      }
      operation = name;
      TopicCall call =
          new TopicCall(
              name,
              form,
              Caller.of(request),
              requestId,
              new TopicCall.Sent(
                  Lineage.depth(request.getHeader(Lineage.HEADER)),
                  Trace.of(TraceContext.ofHeaders(request::getHeader)),
                  keyed(request, name, bytes)));
      access.require(call);
      body = answer(action, call);
      record(call, request);
    } catch (TopicException e) {
      status = e.code().status();
      body = QueryXml.error(status, e.code().text(), String.valueOf(e.getMessage()), requestId);
    } catch (StoreFullException | StoreUnavailableException e) {
      log.debug("{} {} is refused: {}", operation, requestId, e.getMessage());
      status = 503;
      body = unavailable("The store takes no more work now.", requestId);
    } catch (TopicPublisher.NotReadyException _) {
      status = 503;
      body = unavailable("The service is starting.", requestId);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      status = 503;
      body = unavailable("The service is stopping.", requestId);
    } catch (RuntimeException e) {
      log.error("{} {} failed and is answered with 500", operation, requestId, e);
      status = 500;
      body =
          QueryXml.error(
              status,
              TopicException.Code.INTERNAL.text(),
              "An internal error occurred.",
              requestId);
    }
    Timer.builder("tripline.api.requests")
        .description("requests that were answered, and the time they took")
        .tag("face", "sns")
        .tag("operation", operation)
        .tag("status", Integer.toString(status))
        .register(meters)
        .record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
    SnsService.write(response, status, requestId, body);
  }

  private byte[] answer(Action action, TopicCall call) throws InterruptedException {
    KeyedRequest keyed = call.sent().keyed();
    if (keyed == null) {
      return action.call(call);
    }
    Answered answered =
        keys.answer(
            keyed,
            () ->
                new IdempotencyKeys.Made(new KeptResult(200, List.of(), action.call(call)), true));
    return switch (answered) {
      case Answered.Result result -> result.result().body();
      case Answered.Refused refused -> throw TopicException.invalid(refused.problem().detail());
    };
  }

  /// Messages are what is doubled by a repetition; other actions have the same effect again.
  private static @Nullable KeyedRequest keyed(
      HttpServletRequest request, String action, byte[] body) {
    String key = request.getHeader(KeyedRequest.HEADER);
    if (key == null || !action.startsWith("Publish")) {
      return null;
    }
    Caller caller = Caller.of(request);
    return KeyedRequest.of(
        "sns " + (caller == null ? "" : caller.arn()), key, List.of(action), body);
  }

  private static byte[] unavailable(String message, String requestId) {
    return QueryXml.error(503, TopicException.Code.UNAVAILABLE.text(), message, requestId);
  }

  private static byte[] body(HttpServletRequest request) {
    try (InputStream in = request.getInputStream()) {
      byte[] body = in.readNBytes(SnsService.BODY_LIMIT + 1);
      if (body.length > SnsService.BODY_LIMIT) {
        throw new TopicException(
            TopicException.Code.TOO_LARGE, "The request is larger than any that there is.");
      }
      return body;
    } catch (IOException _) {
      throw new TopicException(
          TopicException.Code.MALFORMED, "The request's body broke off; nothing was done.");
    }
  }

  private void record(TopicCall call, HttpServletRequest request) {
    if (UNCHANGING.stream().anyMatch(call.action()::startsWith)) {
      return;
    }
    String target =
        List.of("SubscriptionArn", "TopicArn", "ResourceArn", "Name").stream()
            .map(call.form()::text)
            .filter(text -> !text.isEmpty())
            .findFirst()
            .orElse("");
    var entry =
        new AuditEntry(
            Caller.actorOf(request),
            call.action(),
            new AuditEntry.Target("topic", target),
            null,
            Map.of("requestId", call.requestId()));
    try {
      audit.record(entry);
    } catch (RuntimeException e) {
      log.error("{} was done, but its entry in the audit is lost: {}", call.action(), entry, e);
    }
  }
}
