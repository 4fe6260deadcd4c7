package dev.tripline.dispatcher.function.rest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tripline.dispatcher.function.network.FunctionNetworkSettings;
import dev.tripline.dispatcher.rest.Operation;
import dev.tripline.runtime.FunctionRuntime;
import dev.tripline.runtime.SandboxReport;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `GET /v1/sandbox`: the isolation that functions of this node have.
@RestController
class SandboxController {
  private final FunctionRuntime runtime;
  private final FunctionNetworkSettings networks;

  SandboxController(FunctionRuntime runtime, FunctionNetworkSettings networks) {
    this.runtime = runtime;
    this.networks = networks;
  }

  /// @param mode the setting
  /// @param kind the sandbox that was found to work
  record View(
      String mode, String kind, List<String> weaknesses, Limits limits, Networks networks) {}

  /// @param kind `cgroup`, or `watch` where no control group is delegated
  /// @param controllers that hold workers to their limits; the rest is watched
  /// @param why not all controllers, or none; empty if all are there
  record Limits(String kind, List<String> controllers, String why) {}

  /// @param possible whether functions can be in networks of their own
  /// @param remedy in words, if they cannot
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Networks(boolean possible, @Nullable String remedy) {}

  @Operation("GetSandbox")
  @GetMapping("/v1/sandbox")
  View sandbox() throws InterruptedException {
    SandboxReport found = runtime.sandbox();
    SandboxReport report = networks.isOwn() ? found.apartFromTheHost() : found;
    String remedy = runtime.whyNoNetworks().orElse(null);
    return new View(
        report.mode().name().toLowerCase(Locale.ROOT),
        report.kind(),
        report.weaknesses(),
        new Limits(report.limits().kind(), report.limits().controllers(), report.limits().why()),
        new Networks(remedy == null, remedy));
  }
}
