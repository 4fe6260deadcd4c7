package dev.tripline.dispatcher.lambdaapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tripline.spi.audit.Actor;
import dev.tripline.spi.audit.AuditEntry.Target;
import dev.tripline.spi.audit.AuditLog;
import dev.tripline.spi.audit.AuditLog.Filter;
import dev.tripline.spi.audit.AuditLog.Recorded;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.LambdaClient;

/// Names of operations in figures and in the audit, and the callers in the audit.
class OperationsAndActorsTest {
  @TempDir Path data;
  private RunningDispatcher dispatcher;
  private LambdaClient lambda;

  @BeforeEach
  void start() {
    dispatcher = RunningDispatcher.start(data);
    lambda = dispatcher.lambda();
  }

  @AfterEach
  void stop() {
    dispatcher.close();
  }

  @Test
  void changes_are_audited_with_the_caller_and_the_name_of_the_operation() throws Exception {
    Packages.create(lambda, "f", Packages.ECHO);
    lambda.getFunction(b -> b.functionName("f"));
    Packages.invoke(lambda, "f", "1");
    lambda.createAlias(b -> b.functionName("f").name("live").functionVersion("$LATEST"));
    dispatcher.send("DELETE", "/2015-03-31/functions/f/aliases/live", "");
    dispatcher.send("PUT", "/2015-03-31/functions/nobody/configuration", "{}");

    List<Recorded> audit =
        dispatcher
            .bean(AuditLog.class)
            .page(Filter.of(new Target("function", "f")), null, 10)
            .reversed();

    assertThat(audit)
        .extracting(recorded -> recorded.entry().action())
        .startsWith("CreateFunction", "CreateAlias", "DeleteAlias")
        .doesNotContain("GetFunction", "Invoke");
    assertThat(audit.getFirst().entry().actor())
        .isEqualTo(new Actor("access-key:test@127.0.0.1", Actor.Kind.ANONYMOUS));
    assertThat(audit.get(1).entry().details()).containsEntry("Name", "live");
    assertThat(audit.get(2).entry().actor().name()).isEqualTo("anonymous@127.0.0.1");
    assertThat(
            dispatcher
                .bean(AuditLog.class)
                .page(Filter.of(new Target("function", "nobody")), null, 10))
        .isEmpty();
  }

  @Test
  void requests_are_counted_by_operation_and_status() throws Exception {
    dispatcher.send("GET", "/2015-03-31/functions/nobody", "");
    dispatcher.send("GET", "/2015-03-31/functions/nobody/policy", "");
    dispatcher.send("GET", "/2015-03-31/no/such/thing", "");

    assertThat(figure("GetFunction", 404)).contains("\"value\":1.0");
    assertThat(figure("GetPolicy", 404)).contains("\"value\":1.0");
    assertThat(figure("Unknown", 404)).contains("\"value\":1.0");
  }

  private String figure(String operation, int status) throws Exception {
    return dispatcher
        .send(
            "GET",
            "/actuator/metrics/tripline.api.requests?tag=operation:%s&tag=status:%d"
                .formatted(operation, status),
            "")
        .body();
  }
}
