package dev.tripline.dispatcher.lambdaapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.PublishVersionResponse;
import software.amazon.awssdk.services.lambda.model.Runtime;
import software.amazon.awssdk.services.lambda.model.SnapStartApplyOn;
import software.amazon.awssdk.services.lambda.model.SnapStartNotReadyException;
import software.amazon.awssdk.services.lambda.model.SnapStartOptimizationStatus;
import software.amazon.awssdk.services.lambda.model.State;
import software.amazon.awssdk.services.lambda.model.StateReasonCode;

/// Versions with SnapStart through AWS's own client. Their function connects to the test as it starts, and
/// comes up when the test has hung up.
class SnapStartOverTheApiTest {
  private static final String FUNCTION =
      """
      public class Fn {
        public Fn() throws Exception {
          try (var socket = new java.net.Socket("127.0.0.1", PORT)) {
            if (socket.getInputStream().read() == 1) {
              throw new IllegalStateException("told to fail");
            }
          }
        }

        public String handle(String event) {
          return System.getenv("AWS_LAMBDA_INITIALIZATION_TYPE");
        }
      }
      """;

  @TempDir Path directory;

  @SuppressWarnings("NullAway.Init") // before each test
  private ServerSocket starts;

  @SuppressWarnings("NullAway.Init") // before each test
  private RunningDispatcher dispatcher;

  @BeforeEach
  void start() throws IOException {
    starts = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    dispatcher = RunningDispatcher.start(directory.resolve("data"));
  }

  @AfterEach
  void stop() throws IOException {
    dispatcher.close();
    starts.close();
  }

  private LambdaClient lambda() {
    return dispatcher.lambda();
  }

  private CreateFunctionRequest.Builder request() throws IOException {
    Path classes = Files.createDirectories(directory.resolve("classes"));
    Path source =
        Files.writeString(
            directory.resolve("Fn.java"),
            FUNCTION.replace("PORT", Integer.toString(starts.getLocalPort())));
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "--release", "25", "-d", classes.toString(), source.toString());
    assertThat(failed).isZero();
    byte[] zip =
        Packages.zipOf(Map.of("Fn.class", Files.readAllBytes(classes.resolve("Fn.class"))));
    return CreateFunctionRequest.builder()
        .functionName("fast")
        .runtime(Runtime.JAVA25)
        .role(Packages.ROLE)
        .handler("Fn::handle")
        .timeout(30)
        .memorySize(512)
        .snapStart(s -> s.applyOn(SnapStartApplyOn.PUBLISHED_VERSIONS))
        .code(c -> c.zipFile(SdkBytes.fromByteArray(zip)));
  }

  private PublishVersionResponse publish() throws IOException {
    lambda().createFunction(request().build());
    Packages.awaitActive(lambda(), "fast");
    return lambda().publishVersion(b -> b.functionName("fast"));
  }

  /// Lets the next start of the function go on.
  private void let(boolean succeed) throws IOException {
    try (Socket waiting = starts.accept()) {
      if (!succeed) {
        waiting.getOutputStream().write(1);
      }
    }
  }

  private FunctionConfiguration version(String qualifier) {
    return lambda().getFunction(b -> b.functionName("fast").qualifier(qualifier)).configuration();
  }

  private void awaitActive() {
    try (var waiter = lambda().waiter()) {
      waiter.waitUntilFunctionActiveV2(b -> b.functionName("fast").qualifier("1"));
    }
  }

  @Test
  void version_is_pending_until_its_cache_is_made_and_starts_from_it() throws Exception {
    PublishVersionResponse published = publish();
    assertThat(published.state()).isEqualTo(State.PENDING);
    assertThat(published.snapStart().applyOn()).isEqualTo(SnapStartApplyOn.PUBLISHED_VERSIONS);
    assertThat(published.snapStart().optimizationStatus())
        .isEqualTo(SnapStartOptimizationStatus.OFF);
    assertThatThrownBy(() -> Packages.invoke(lambda(), "fast:1", "\"x\""))
        .isInstanceOf(SnapStartNotReadyException.class)
        .hasMessageContaining("Lambda is initializing your function");
    let(true);
    awaitActive();
    assertThat(version("1").snapStart().optimizationStatus())
        .isEqualTo(SnapStartOptimizationStatus.ON);
    assertThat(version("$LATEST").snapStart().optimizationStatus())
        .isEqualTo(SnapStartOptimizationStatus.OFF);
    assertThat(initialization("fast:1")).isEqualTo("\"snap-start\"");
    assertThat(initialization("fast")).isEqualTo("\"on-demand\"");
    assertThatThrownBy(() ->
            lambda()
                .putProvisionedConcurrencyConfig(
                    b -> b.functionName("fast").qualifier("1").provisionedConcurrentExecutions(1)))
        .isInstanceOf(InvalidParameterValueException.class)
        .hasMessageContaining("not supported for functions with SnapStart");
    lambda().deleteFunction(b -> b.functionName("fast").qualifier("1"));
    assertThat(directory.resolve("data/runtime/snapstart")).isEmptyDirectory();
  }

  private String initialization(String name) throws Exception {
    Thread release = Thread.ofVirtual().unstarted(this::letOne);
    release.start();
    String answer = Packages.invoke(lambda(), name, "\"x\"").payload().asUtf8String();
    release.join();
    return answer;
  }

  private void letOne() {
    try {
      let(true);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void version_that_does_not_come_up_has_failed_and_latest_has_not() throws Exception {
    publish();
    let(false);
    try (var waiter = lambda().waiter()) {
      assertThatThrownBy(() ->
              waiter.waitUntilPublishedVersionActive(b -> b.functionName("fast").qualifier("1")))
          .hasMessageContaining("failure");
    }
    assertThat(version("1").state()).isEqualTo(State.FAILED);
    assertThat(version("1").stateReasonCode())
        .isEqualTo(StateReasonCode.FUNCTION_ERROR_RUNTIME_INIT_ERROR);
    assertThat(version("1").stateReason()).startsWith("Runtime.BadFunctionCode");
    assertThat(version("$LATEST").state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void cache_that_a_stopped_node_was_making_is_made_by_the_next() throws Exception {
    publish();
    Socket waiting = starts.accept();
    dispatcher.close();
    waiting.close();
    dispatcher = RunningDispatcher.start(directory.resolve("data"));
    let(true);
    awaitActive();
    assertThat(initialization("fast:1")).isEqualTo("\"snap-start\"");
  }

  @Test
  void what_has_no_jvm_is_refused() throws Exception {
    CreateFunctionRequest python =
        request().runtime(Runtime.PYTHON3_12).handler("index.handler").build();
    assertThatThrownBy(() -> lambda().createFunction(python))
        .isInstanceOf(InvalidParameterValueException.class)
        .hasMessageContaining("python3.12 is not supported for SnapStart enabled functions");
    lambda().createFunction(request().build());
    Packages.awaitActive(lambda(), "fast");
    for (Runtime runtime : List.of(Runtime.PYTHON3_12, Runtime.PROVIDED_AL2023)) {
      assertThatThrownBy(() ->
              lambda().updateFunctionConfiguration(b -> b.functionName("fast").runtime(runtime)))
          .hasMessageContaining("is not supported for SnapStart enabled functions");
    }
    assertThat(
            lambda()
                .updateFunctionConfiguration(
                    b -> b.functionName("fast").snapStart(s -> s.applyOn(SnapStartApplyOn.NONE)))
                .snapStart()
                .applyOn())
        .isEqualTo(SnapStartApplyOn.NONE);
    Packages.awaitUpdated(lambda(), "fast");
    assertThat(lambda().publishVersion(b -> b.functionName("fast")).state())
        .isEqualTo(State.ACTIVE);
  }

  @Test
  void provisioned_alias_does_not_move_to_a_version_that_has_it() throws Exception {
    lambda()
        .createFunction(
            request().snapStart(s -> s.applyOn(SnapStartApplyOn.NONE)).publish(true).build());
    Packages.awaitActive(lambda(), "fast");
    lambda().createAlias(b -> b.functionName("fast").name("live").functionVersion("1"));
    lambda()
        .putProvisionedConcurrencyConfig(
            b -> b.functionName("fast").qualifier("live").provisionedConcurrentExecutions(1));
    lambda()
        .updateFunctionConfiguration(b ->
            b.functionName("fast").snapStart(s -> s.applyOn(SnapStartApplyOn.PUBLISHED_VERSIONS)));
    Packages.awaitUpdated(lambda(), "fast");
    lambda().publishVersion(b -> b.functionName("fast"));
    assertThatThrownBy(() ->
            lambda().updateAlias(b -> b.functionName("fast").name("live").functionVersion("2")))
        .isInstanceOf(InvalidParameterValueException.class)
        .hasMessageContaining("not supported for functions with SnapStart");
  }
}
