package dev.tripline.dispatcher.lambdaapi;

import dev.tripline.dispatcher.function.FunctionReference;
import dev.tripline.dispatcher.lambdaapi.wire.Answer;
import dev.tripline.dispatcher.lambdaapi.wire.Call;
import dev.tripline.dispatcher.lambdaapi.wire.LambdaServlet;
import dev.tripline.dispatcher.lambdaapi.wire.RequestListener;
import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.spi.audit.AuditEntry.Target;
import dev.tripline.spi.audit.AuditLog;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes each change that was made over the Lambda API to the audit: the caller, the operation's
/// name, the thing that was changed. Blocking: an entry is durable before the change is answered.
final class ChangeAudit implements RequestListener {
  private static final Logger log = LoggerFactory.getLogger(ChangeAudit.class);
  private static final List<String> READS = List.of("Get", "List", "Invoke", "Download");
  private static final List<String> DETAILS =
      List.of(
          "Name",
          "Qualifier",
          "VersionNumber",
          "StatementId",
          "FunctionVersion",
          "EventSourceArn",
          "CodeSigningConfigArn");

  private final AuditLog audit;

  ChangeAudit(AuditLog audit) {
    this.audit = audit;
  }

  @Override
  public void answered(String operation, Call call, Answer answer, long nanos) {
    if (answer.status() >= 300 || !changes(operation) || call.member("DryRun").equals("true")) {
      return;
    }
    AuditEntry entry = new AuditEntry(call.actor(), operation, target(call), null, details(call));
    try {
      audit.record(entry);
    } catch (RuntimeException e) {
      log.error("{} was done, but its entry in the audit is lost: {}", operation, entry, e);
    }
  }

  static boolean changes(String operation) {
    for (String read : READS) {
      if (operation.startsWith(read)) {
        return false;
      }
    }
    return !operation.equals(LambdaServlet.UNKNOWN);
  }

  private static Target target(Call call) {
    String mapping = call.member("UUID");
    if (!mapping.isEmpty()) {
      return new Target("event-source-mapping", mapping);
    }
    String layer = call.member("LayerName");
    if (!layer.isEmpty()) {
      return new Target("layer", layer);
    }
    String arn = call.label("ResourceArn");
    String function = arn.isEmpty() ? call.member("FunctionName") : arn;
    String signing = call.label("CodeSigningConfigArn");
    if (!signing.isEmpty()) {
      return new Target("code-signing-config", signing);
    }
    return function.isEmpty()
        ? new Target("resource", call.member("Resource"))
        : new Target(
            "function",
            FunctionReference.parse(function).map(found -> found.target().name()).orElse(function));
  }

  private static Map<String, String> details(Call call) {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("requestId", call.requestId());
    for (String member : DETAILS) {
      String value = call.member(member);
      if (!value.isEmpty()) {
        details.put(member, value);
      }
    }
    return details;
  }
}
