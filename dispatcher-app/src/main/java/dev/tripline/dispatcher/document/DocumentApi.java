package dev.tripline.dispatcher.document;

import dev.tripline.dispatcher.access.rule.AccessRules;
import dev.tripline.dispatcher.access.rule.Caller;
import dev.tripline.dispatcher.access.rule.Decision;
import dev.tripline.dispatcher.access.rule.Resource;
import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.spi.audit.AuditLog;
import dev.tripline.spi.store.StoreFullException;
import dev.tripline.spi.store.StoreUnavailableException;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Answers the requests of IAM, STS and CloudWatch Logs that are posted to `/`: asks whether the caller
/// may, and writes changes to the audit. All other requests go on. Blocking; safe for many threads.
final class DocumentApi implements Filter {
  private static final Logger log = LoggerFactory.getLogger(DocumentApi.class);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final List<String> READS = List.of("Get", "List", "Describe");

  /// Carries out an action of the Query protocol.
  @FunctionalInterface
  interface Action {

    /// @throws RefusedException if the call is refused
    QueryXml.Content call(QueryCall call);
  }

  private final List<DocumentService> services;
  private final Map<String, Map<String, Action>> actions;
  private final Map<String, Function<ObjectNode, ObjectNode>> logs;
  private final AccessRules rules;
  private final AuditLog audit;

  /// @param actions by service
  /// @param logs the operations of CloudWatch Logs
  DocumentApi(
      List<DocumentService> services,
      Map<String, Map<String, Action>> actions,
      Map<String, Function<ObjectNode, ObjectNode>> logs,
      AccessRules rules,
      AuditLog audit) {
    this.services = List.copyOf(services);
    this.actions = Map.copyOf(actions);
    this.logs = Map.copyOf(logs);
    this.rules = rules;
    this.audit = audit;
  }

  @Override
  public void doFilter(ServletRequest any, ServletResponse answer, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest request = (HttpServletRequest) any;
    Optional<DocumentService> service =
        request.getMethod().equals("POST")
            ? services.stream().filter(one -> one.isCalled(request)).findFirst()
            : Optional.empty();
    if (service.isEmpty()) {
      chain.doFilter(any, answer);
      return;
    }
    answer(service.get(), request, (HttpServletResponse) answer);
  }

  private void answer(
      DocumentService service, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String requestId = UUID.randomUUID().toString();
    int status = 200;
    byte[] body;
    try {
      byte[] sent = request.getInputStream().readNBytes(DocumentService.BODY_LIMIT + 1);
      if (sent.length > DocumentService.BODY_LIMIT) {
        throw new RefusedException(413, "RequestEntityTooLarge", "The request is too large.");
      }
      body =
          service.name().equals(DocumentService.LOGS)
              ? json(request, sent, requestId)
              : xml(service, request, sent, requestId);
    } catch (RefusedException e) {
      log.debug("{} {} is refused: {}", service.name(), requestId, e.getMessage());
      status = e.status();
      body = service.error(e, requestId);
    } catch (StoreFullException | StoreUnavailableException e) {
      log.debug("{} {} is refused: {}", service.name(), requestId, e.getMessage());
      status = 503;
      body =
          service.error(
              new RefusedException(503, "ServiceUnavailable", "The store takes no more work now."),
              requestId);
    } catch (RuntimeException e) {
      log.error("{} {} failed and is answered with 500", service.name(), requestId, e);
      status = 500;
      body =
          service.error(
              new RefusedException(500, "InternalFailure", "An internal error occurred."),
              requestId);
    }
    service.write(response, status, requestId, body);
  }

  private byte[] xml(
      DocumentService service, HttpServletRequest request, byte[] sent, String requestId) {
    QueryCall call = QueryCall.of(sent, Caller.of(request));
    String name = call.text("Action");
    Action action = actions.getOrDefault(service.name(), Map.of()).get(name);
    if (action == null) {
      throw new RefusedException(
          400, "InvalidAction", "The action " + name + " is not valid for this endpoint.");
    }
    require(service.name() + ":" + name, call.caller());
    QueryXml.Content result = action.call(call);
    String profile = call.text("InstanceProfileName");
    record(
        request,
        service.name() + ":" + name,
        profile.isEmpty() ? "role" : "instance-profile",
        profile.isEmpty() ? call.text("RoleName") : profile,
        requestId);
    return QueryXml.answer(service.namespace(), name, requestId, result);
  }

  private byte[] json(HttpServletRequest request, byte[] sent, String requestId) {
    String name =
        String.valueOf(request.getHeader("X-Amz-Target"))
            .substring(DocumentService.LOGS_TARGET.length());
    Function<ObjectNode, ObjectNode> operation = logs.get(name);
    if (operation == null) {
      throw new RefusedException(
          400, "UnknownOperationException", "There is no operation " + name + " here.");
    }
    require("logs:" + name, Caller.of(request));
    ObjectNode input;
    try {
      input = (ObjectNode) JSON.readTree(sent);
    } catch (JacksonException | ClassCastException _) {
      throw new RefusedException(400, "SerializationException", "The body is not a JSON object.");
    }
    ObjectNode result = operation.apply(input);
    String group = input.path("logGroupName").asString(input.path("resourceArn").asString(""));
    record(request, "logs:" + name, "log-group", group, requestId);
    return result.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void require(String action, @Nullable Caller caller) {
    if (rules.decide(caller, action, Resource.ANY) instanceof Decision.Denied denied) {
      throw new RefusedException(
          403,
          "AccessDenied",
          "User: %s is not authorized to perform: %s (%s)"
              .formatted(caller == null ? "anonymous" : caller.arn(), action, denied.reason()));
    }
  }

  private void record(
      HttpServletRequest request, String action, String kind, String name, String requestId) {
    if (READS.stream().anyMatch(read -> action.contains(":" + read))) {
      return;
    }
    AuditEntry entry =
        new AuditEntry(
            Caller.actorOf(request),
            action,
            new AuditEntry.Target(kind, name),
            null,
            Map.of("requestId", requestId));
    try {
      audit.record(entry);
    } catch (RuntimeException e) {
      log.error("{} was done, but its entry in the audit is lost: {}", action, entry, e);
    }
  }
}
