package dev.tripline.dispatcher.bus.api;

import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.audit.RequestActor;
import dev.tripline.dispatcher.bus.BusArns;
import dev.tripline.dispatcher.bus.EventPublisher;
import dev.tripline.dispatcher.idempotency.KeyedRequest;
import dev.tripline.dispatcher.rest.ApiProblem;
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
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The event bus API over HTTP: takes the requests to `/` that name an operation of it, and leaves all
/// others to those behind it. Behind the filter that finds the caller. Safe for many threads.
final class BusFilter implements Filter {
  /// The start of the header that names an operation.
  static final String TARGET = "AWSEvents.";

  /// Entries of 1 MB, each character of which may be written as six.
  private static final int MAX_BODY = 6 * PutEvents.MAX_BYTES;

  private static final Logger log = LoggerFactory.getLogger(BusFilter.class);
  private static final String TYPE = "application/x-amz-json-1.1";
  private static final List<String> READS =
      List.of("Describe", "List", "PutEvents", "TestEventPattern");
  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxStringLength(MAX_BODY)
                          .maxNestingDepth(100)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private final BusApi api;
  private final BusArns arns;
  private final AuditLog audit;
  private final MeterRegistry meters;

  BusFilter(BusApi api, BusArns arns, AuditLog audit, MeterRegistry meters) {
    this.api = api;
    this.arns = arns;
    this.audit = audit;
    this.meters = meters;
  }

  @Override
  public void doFilter(ServletRequest any, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest request = (HttpServletRequest) any;
    String target = request.getHeader("X-Amz-Target");
    if (!request.getMethod().equals("POST") || target == null || !target.startsWith(TARGET)) {
      chain.doFilter(request, response);
      return;
    }
    answer(target.substring(TARGET.length()), request, (HttpServletResponse) response);
  }

  private void answer(String operation, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    long began = System.nanoTime();
    String requestId = UUID.randomUUID().toString();
    response.setHeader("x-amzn-RequestId", requestId);
    int status = 200;
    ObjectNode body;
    try {
      BusCall call = call(request);
      body = api.answer(operation, call, Caller.of(request));
      record(operation, call, request, requestId);
    } catch (BusError e) {
      log.debug("{} {} is refused: {}", operation, requestId, e.getMessage());
      status = e.status();
      body = error(e);
    } catch (ApiProblem e) {
      status = 400;
      body =
          error(
              BusError.of(
                  e.status() == 409 ? "ConcurrentModificationException" : "ValidationException",
                  String.valueOf(e.getMessage())));
    } catch (StoreFullException e) {
      log.warn("{} {} is refused, nothing was accepted: {}", operation, requestId, e.getMessage());
      status = 503;
      body = error(BusError.unavailable("The store takes no more work."));
    } catch (StoreUnavailableException e) {
      log.debug("{} {} is refused: {}", operation, requestId, e.getMessage());
      status = 503;
      body = error(BusError.unavailable("The store does not answer now."));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      status = 503;
      body = error(BusError.unavailable("The service is stopping."));
    } catch (RuntimeException e) {
      log.error("{} {} failed and is answered with 500", operation, requestId, e);
      status = 500;
      body = error(BusError.internal());
    }
    count(api.has(operation) ? operation : "Unknown", status, System.nanoTime() - began);
    byte[] bytes = JSON.writeValueAsBytes(body);
    response.setStatus(status);
    response.setContentType(TYPE);
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }

  private BusCall call(HttpServletRequest request) throws IOException {
    byte[] body = request.getInputStream().readNBytes(MAX_BODY + 1);
    if (body.length > MAX_BODY) {
      throw BusError.invalid("Total size of the entries in the request is over the limit.");
    }
    boolean content = Caller.seesContent(request);
    try {
      if (body.length == 0) {
        return new BusCall(
            JsonNodeFactory.instance.objectNode(),
            arns,
            EventPublisher.Sender.UNKNOWN,
            null,
            content);
      }
      if (JSON.readTree(body) instanceof ObjectNode object) {
        var sender =
            new EventPublisher.Sender(
                Lineage.depth(request.getHeader(Lineage.HEADER)),
                Trace.of(TraceContext.ofHeaders(request::getHeader)));
        return new BusCall(object, arns, sender, keyed(request, body), content);
      }
    } catch (JacksonException e) {
      log.debug("A request of the event bus API is no JSON", e);
    }
    throw BusError.of("SerializationException", "The body is not a JSON object.");
  }

  private static @Nullable KeyedRequest keyed(HttpServletRequest request, byte[] body) {
    String key = request.getHeader(KeyedRequest.HEADER);
    if (key == null) {
      return null;
    }
    Caller caller = Caller.of(request);
    return KeyedRequest.of(
        "events " + (caller == null ? "" : caller.arn()),
        key,
        List.of(request.getHeader("X-Amz-Target")),
        body);
  }

  private static ObjectNode error(BusError error) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("__type", error.code())
        .put("message", error.getMessage());
  }

  /// An entry is durable before the change is answered.
  private void record(
      String operation, BusCall call, HttpServletRequest request, String requestId) {
    if (READS.stream().anyMatch(operation::startsWith)) {
      return;
    }
    String name = name(call);
    AuditEntry entry =
        new AuditEntry(
            RequestActor.of(request),
            operation,
            new AuditEntry.Target("event-bus", name),
            null,
            Map.of("requestId", requestId));
    try {
      audit.record(entry);
    } catch (RuntimeException e) {
      log.error("{} was done, but its entry in the audit is lost: {}", operation, entry, e);
    }
  }

  private static String name(BusCall call) {
    for (String member : List.of("ResourceARN", "Rule", "Name", "ArchiveName", "ReplayName")) {
      String value = call.body().path(member).asString("");
      if (!value.isEmpty()) {
        return value;
      }
    }
    return "";
  }

  private void count(String operation, int status, long nanos) {
    Timer.builder("tripline.api.requests")
        .description("requests that were answered, and the time they took")
        .tag("face", "events")
        .tag("operation", operation)
        .tag("status", Integer.toString(status))
        .register(meters)
        .record(nanos, TimeUnit.NANOSECONDS);
  }
}
