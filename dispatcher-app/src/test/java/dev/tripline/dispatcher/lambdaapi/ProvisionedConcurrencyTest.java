package dev.tripline.dispatcher.lambdaapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.delivery.DeliveryBench;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.ProvisionedConcurrencyStatusEnum;
import software.amazon.awssdk.services.lambda.model.ResourceConflictException;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/// Workers are kept up for versions and aliases, and serve calls without a cold start.
class ProvisionedConcurrencyTest {
  private static final String KIND =
      """
      import os
      def handler(event, context):
          return os.environ["AWS_LAMBDA_INITIALIZATION_TYPE"]
      """;

  @TempDir static Path data;
  private static RunningDispatcher dispatcher;
  private static LambdaClient lambda;

  @BeforeAll
  static void start() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "python3 is not on this host");
    dispatcher = RunningDispatcher.start(data, "--tripline.workers.idle-timeout=1s");
    lambda = dispatcher.lambda();
  }

  @AfterAll
  static void stop() {
    if (dispatcher != null) {
      dispatcher.close();
    }
  }

  private static void publish(String name, String code) {
    Packages.create(lambda, name, code);
    lambda.publishVersion(b -> b.functionName(name));
  }

  private static void put(String name, String qualifier, int workers) {
    var answer =
        lambda.putProvisionedConcurrencyConfig(b ->
            b.functionName(name).qualifier(qualifier).provisionedConcurrentExecutions(workers));
    assertThat(answer.status()).isEqualTo(ProvisionedConcurrencyStatusEnum.IN_PROGRESS);
    assertThat(answer.requestedProvisionedConcurrentExecutions()).isEqualTo(workers);
  }

  private static void awaitStatus(
      String name, String qualifier, ProvisionedConcurrencyStatusEnum status) {
    DeliveryBench.await(
        () ->
            lambda
                .getProvisionedConcurrencyConfig(b -> b.functionName(name).qualifier(qualifier))
                .status()
                .equals(status),
        Duration.ofSeconds(60));
  }

  @Test
  void calls_of_a_provisioned_version_find_a_worker_that_is_up() {
    publish("warm", KIND);
    put("warm", "1", 2);
    awaitStatus("warm", "1", ProvisionedConcurrencyStatusEnum.READY);

    assertThat(Packages.invoke(lambda, "warm:1", "{}").payload().asUtf8String())
        .isEqualTo("\"provisioned-concurrency\"");
    assertThat(Packages.invoke(lambda, "warm", "{}").payload().asUtf8String())
        .isEqualTo("\"on-demand\"");
    assertThat(
            lambda
                .listProvisionedConcurrencyConfigs(b -> b.functionName("warm"))
                .provisionedConcurrencyConfigs())
        .singleElement()
        .satisfies(config -> assertThat(config.functionArn()).endsWith(":warm:1"))
        .satisfies(
            config -> assertThat(config.availableProvisionedConcurrentExecutions()).isEqualTo(2));
  }

  @Test
  void an_alias_takes_its_workers_along_to_another_version() {
    publish("moving", KIND);
    lambda.createAlias(b -> b.functionName("moving").name("live").functionVersion("1"));
    put("moving", "live", 1);
    awaitStatus("moving", "live", ProvisionedConcurrencyStatusEnum.READY);
    assertThatThrownBy(() -> put("moving", "1", 1))
        .isInstanceOf(ResourceConflictException.class)
        .hasMessageContaining("Version is pointed by a Provisioned Concurrency alias");

    lambda.updateFunctionCode(
        b -> b.functionName("moving").zipFile(Packages.python(KIND + "\n")).publish(true));
    Packages.awaitUpdated(lambda, "moving");
    lambda.updateAlias(b -> b.functionName("moving").name("live").functionVersion("2"));
    awaitStatus("moving", "live", ProvisionedConcurrencyStatusEnum.READY);

    assertThat(Packages.invoke(lambda, "moving:live", "{}"))
        .satisfies(answer -> assertThat(answer.executedVersion()).isEqualTo("2"))
        .satisfies(answer ->
            assertThat(answer.payload().asUtf8String()).isEqualTo("\"provisioned-concurrency\""));
    lambda.deleteAlias(b -> b.functionName("moving").name("live"));
    assertThat(
            lambda
                .listProvisionedConcurrencyConfigs(b -> b.functionName("moving"))
                .provisionedConcurrencyConfigs())
        .isEmpty();
  }

  @Test
  void a_function_that_cannot_start_is_told_as_failed() {
    publish("broken", "raise RuntimeError('out of order')\n");
    put("broken", "1", 1);
    awaitStatus("broken", "1", ProvisionedConcurrencyStatusEnum.FAILED);

    assertThat(
            lambda
                .getProvisionedConcurrencyConfig(b -> b.functionName("broken").qualifier("1"))
                .statusReason())
        .isEqualTo("FUNCTION_ERROR_INIT_FAILURE");
    lambda.deleteProvisionedConcurrencyConfig(b -> b.functionName("broken").qualifier("1"));
  }

  @Test
  void more_than_there_is_and_unpublished_code_are_refused() {
    publish("bounds", KIND);
    lambda.putFunctionConcurrency(b -> b.functionName("bounds").reservedConcurrentExecutions(3));
    assertThatThrownBy(() -> put("bounds", "1", 4))
        .isInstanceOf(InvalidParameterValueException.class)
        .hasMessageContaining("should not be greater than the reservedConcurrentExecution");
    assertThatThrownBy(() -> put("bounds", "$LATEST", 1))
        .isInstanceOf(InvalidParameterValueException.class)
        .hasMessageContaining("cannot be applied to unpublished function versions");
    put("bounds", "1", 2);
    lambda.putFunctionConcurrency(b -> b.functionName("bounds").reservedConcurrentExecutions(2));
    assertThatThrownBy(() -> Packages.invoke(lambda, "bounds", "{}"))
        .as("all reserved places are provisioned")
        .isInstanceOf(TooManyRequestsException.class);
    publish("beside", KIND);
    int left = lambda.getAccountSettings(b -> {}).accountLimit().unreservedConcurrentExecutions();
    assertThatThrownBy(() -> put("beside", "1", left + 1))
        .isInstanceOf(InvalidParameterValueException.class)
        .hasMessageContaining("greater than account's unreserved concurrency [" + left + "]");
    assertThatThrownBy(() -> put("beside", "1", left - 99))
        .isInstanceOf(InvalidParameterValueException.class)
        .hasMessageContaining("below its minimum value of [100]");
    assertThatThrownBy(() ->
            lambda.putFunctionConcurrency(
                b -> b.functionName("bounds").reservedConcurrentExecutions(1)))
        .hasMessageContaining("should not be lower than function's total provisioned concurrency");
    lambda.deleteProvisionedConcurrencyConfig(b -> b.functionName("bounds").qualifier("1"));
  }
}
