package dev.tripline.dispatcher.trigger.registry;

import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.idempotency.IdempotentIngress;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.dispatcher.trigger.run.EventAcceptance;
import dev.tripline.dispatcher.trigger.run.TriggerSink;
import dev.tripline.spi.source.http.HttpAnswer;
import dev.tripline.spi.source.http.HttpEventSource;
import dev.tripline.spi.source.http.HttpPush;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// Hands requests to the trigger that they name, whatever their method and form: its source reads them
/// and answers. Bodies are bounded before they come here.
@RestController
class EventController {
  private static final String PREFIX = "/v1/events/";
  private static final String PATH = PREFIX + "{trigger}";

  private final TriggerService triggers;
  private final EventAcceptance acceptance;
  private final IdempotentIngress ingress;

  EventController(TriggerService triggers, EventAcceptance acceptance, IdempotentIngress ingress) {
    this.triggers = triggers;
    this.acceptance = acceptance;
    this.ingress = ingress;
  }

  @Operation(value = "PublishEvents", anyQuery = true)
  @RequestMapping({PATH, PATH + "/**"})
  ResponseEntity<byte[]> receive(@PathVariable("trigger") String name, HttpServletRequest request)
      throws InterruptedException {
    LocalTrigger local =
        triggers.find(name).orElseThrow(() -> ApiProblem.notFound("there is no trigger " + name));
    HttpEventSource receiver = local.receiver();
    if (receiver == null) {
      throw ApiProblem.conflict("trigger " + name + " does not receive events over HTTP");
    }
    boolean unproven = Caller.SENDER.equals(Caller.of(request));
    if (unproven && !local.provesSenders()) {
      throw ApiProblem.forbidden("trigger " + name + " receives events with an access key only");
    }
    if (local.trigger().paused()) {
      throw ApiProblem.unavailable("trigger " + name + " is paused");
    }
    requirePlain(request);
    var push =
        new HttpPush(
            request.getMethod(),
            below(request),
            request.getQueryString(),
            headers(request),
            body(request));
    var sink = new TriggerSink(local.trigger(), acceptance, local.status());
    // Nothing is kept for who has yet to prove itself.
    HttpAnswer answer =
        unproven
            ? receiver.receive(push, sink)
            : ingress.receive(local.trigger().id(), push, sink, receiver);
    return switch (answer) {
      case HttpAnswer.Response response -> {
        if (response.filtered() > 0) {
          acceptance.filtered(local.trigger(), response.filtered());
        }
        yield response(response);
      }
      case HttpAnswer.Problem problem -> throw ApiProblem.of(problem);
    };
  }

  /// No source reads compressed bodies.
  private static void requirePlain(HttpServletRequest request) {
    for (String encoding : Collections.list(request.getHeaders(HttpHeaders.CONTENT_ENCODING))) {
      if (!encoding.strip().equalsIgnoreCase("identity")) {
        throw ApiProblem.of(
            new HttpAnswer.Problem(
                415,
                Map.of(HttpHeaders.ACCEPT_ENCODING, "identity"),
                "Unsupported Media Type",
                "events are read as they are, not with Content-Encoding "
                    + encoding
                    + "; nothing was accepted",
                List.of()));
      }
    }
  }

  private static byte[] body(HttpServletRequest request) {
    try {
      return request.getInputStream().readAllBytes();
    } catch (IOException _) {
      throw ApiProblem.invalid("the body broke off; nothing was accepted");
    }
  }

  /// The path below the trigger's address, as it was sent.
  private static String below(HttpServletRequest request) {
    String uri = request.getRequestURI();
    int slash = uri.indexOf('/', request.getContextPath().length() + PREFIX.length());
    return slash < 0 ? "" : uri.substring(slash);
  }

  private static Map<String, String> headers(HttpServletRequest request) {
    Map<String, String> headers = new LinkedHashMap<>();
    request
        .getHeaderNames()
        .asIterator()
        .forEachRemaining(name ->
            headers.put(name, String.join(", ", Collections.list(request.getHeaders(name)))));
    return headers;
  }

  private static ResponseEntity<byte[]> response(HttpAnswer.Response response) {
    HttpHeaders headers = new HttpHeaders();
    response.headers().forEach(headers::set);
    if (!response.contentType().isEmpty()) {
      headers.set(HttpHeaders.CONTENT_TYPE, response.contentType());
    }
    return new ResponseEntity<>(
        response.body(), headers, HttpStatusCode.valueOf(response.status()));
  }
}
