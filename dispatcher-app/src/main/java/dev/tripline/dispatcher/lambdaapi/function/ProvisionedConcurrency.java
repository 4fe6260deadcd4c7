package dev.tripline.dispatcher.lambdaapi.function;

import dev.tripline.dispatcher.function.LimitSettings;
import dev.tripline.dispatcher.function.packaged.Provisioning;
import dev.tripline.dispatcher.function.registry.FunctionVersion;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.function.registry.PackageFunction.Provisioned;
import dev.tripline.dispatcher.lambdaapi.request.Page;
import dev.tripline.dispatcher.lambdaapi.request.Parts;
import dev.tripline.dispatcher.lambdaapi.wire.Answer;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.ErrorType;
import dev.tripline.dispatcher.lambdaapi.wire.Input;
import dev.tripline.dispatcher.lambdaapi.wire.Routes;
import dev.tripline.runtime.pool.WarmWorkers.Progress;
import dev.tripline.spi.invocation.FunctionTarget;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Provisioned concurrency: workers of a version or alias that are kept up on every node. What is
/// shown of their state is this node's.
public record ProvisionedConcurrency(Parts parts, LimitSettings limits, Provisioning provisioning) {
  /// AWS's word; the log has the error itself.
  private static final String INIT_FAILED = "FUNCTION_ERROR_INIT_FAILURE";

  public void addTo(Routes routes) {
    routes.checked("PutProvisionedConcurrencyConfig", this::put);
    routes.checked("GetProvisionedConcurrencyConfig", this::get);
    routes.checked("ListProvisionedConcurrencyConfigs", this::list);
    routes.checked("DeleteProvisionedConcurrencyConfig", this::delete);
  }

  private Answer put(Input input) {
    FunctionTarget target =
        qualified(
            input,
            "Provisioned Concurrency Configs cannot be applied to unpublished function versions.");
    String qualifier = target.qualifierOrLatest();
    int workers = input.integer("ProvisionedConcurrentExecutions", 0);
    Provisioned wanted = new Provisioned(workers, parts.clock().instant());
    parts
        .registry()
        .changeFunction(
            target.name(),
            current -> {
              PackageFunction function = existing(current, target);
              requireNoSnapStart(function, qualifier);
              requireRoom(function, qualifier, workers);
              requireOneOwner(function, qualifier);
              return function.withProvisioned(qualifier, wanted);
            });
    return Answer.json(202, view(wanted, new Progress(workers, 0, null)));
  }

  static void requireNoSnapStart(PackageFunction function, String qualifier) {
    if (function.resolve(qualifier).filter(FunctionVersion::hasSnapStart).isPresent()) {
      throw ApiException.invalid(
          "Provisioned Concurrency is not supported for functions with SnapStart enabled.");
    }
  }

  private void requireRoom(PackageFunction function, String qualifier, int workers) {
    Provisioned before = function.provisioned().get(qualifier);
    int all = function.provisionedWorkers() - (before == null ? 0 : before.workers()) + workers;
    Integer reserved = function.reservedConcurrency();
    if (reserved != null && all > reserved) {
      throw ApiException.invalid(
          "Requested Provisioned Concurrency should not be greater than the"
              + " reservedConcurrentExecution for function");
    }
    int left = limits.concurrency() - FunctionLimits.takenBeside(parts.registry(), function.name());
    if (reserved == null && all > left) {
      throw ApiException.untyped(
          "Specified ConcurrentExecutions for function is greater than account's unreserved"
              + " concurrency ["
              + left
              + "].");
    }
    if (reserved == null && left - all < limits.unreservedConcurrency()) {
      throw ApiException.untyped(
          "Specified ConcurrentExecutions for function decreases account's"
              + " UnreservedConcurrentExecution below its minimum value of ["
              + limits.unreservedConcurrency()
              + "].");
    }
  }

  /// A version is provisioned by itself or by one alias.
  private static void requireOneOwner(PackageFunction function, String qualifier) {
    String version = number(function, qualifier);
    for (String other : function.provisioned().keySet()) {
      if (!other.equals(qualifier) && version.equals(number(function, other))) {
        throw ApiException.conflict(
            function.aliases().containsKey(qualifier)
                ? "Alias can't be used for Provisioned Concurrency configuration on an already"
                    + " Provisioned version"
                : "Version is pointed by a Provisioned Concurrency alias");
      }
    }
  }

  private static String number(PackageFunction function, String qualifier) {
    return function.resolve(qualifier).map(FunctionVersion::number).orElse("");
  }

  private Answer get(Input input) {
    FunctionTarget target = versionOrAlias(input);
    PackageFunction function = existing(parts.registry().function(target.name()), target);
    Provisioned found = function.provisioned().get(target.qualifierOrLatest());
    if (found == null) {
      throw new ApiException(
          ErrorType.NO_PROVISIONED_CONCURRENCY,
          "No Provisioned Concurrency Config found for this function");
    }
    return Answer.json(200, view(found, progress(function, target.qualifierOrLatest())));
  }

  private Answer list(Input input) {
    FunctionTarget target = parts.names().target(input);
    PackageFunction function = parts.names().function(target);
    Page<Map.Entry<String, Provisioned>> page =
        Page.of(
            input,
            function.provisioned().entrySet().stream().sorted(Map.Entry.comparingByKey()).toList());
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode all = answer.putArray("ProvisionedConcurrencyConfigs");
    for (Map.Entry<String, Provisioned> entry : page.items()) {
      FunctionTarget one = new FunctionTarget(function.name(), entry.getKey());
      ObjectNode view = view(entry.getValue(), progress(function, entry.getKey()));
      all.add(view.put("FunctionArn", parts.names().arn(one)));
    }
    page.addMarker(answer);
    return Answer.json(200, answer);
  }

  private Answer delete(Input input) {
    FunctionTarget target = versionOrAlias(input);
    parts
        .registry()
        .changeFunction(
            target.name(),
            current -> existing(current, target).withProvisioned(target.qualifierOrLatest(), null));
    return Answer.empty(204);
  }

  private FunctionTarget versionOrAlias(Input input) {
    return qualified(
        input, "The function resource provided must be an alias or a published version.");
  }

  private FunctionTarget qualified(Input input, String otherwise) {
    FunctionTarget target = parts.names().target(input);
    if (target.isLatest()) {
      throw ApiException.invalid(otherwise);
    }
    return target;
  }

  /// The function, if it has the version or alias; otherwise AWS's words for this.
  private PackageFunction existing(@Nullable PackageFunction function, FunctionTarget target) {
    String qualifier = target.qualifierOrLatest();
    if (function == null || !function.has(qualifier)) {
      throw qualifier.chars().allMatch(Character::isDigit)
          ? parts.names().notFound(target)
          : ApiException.notFound("Cannot find alias arn: " + parts.names().arn(target));
    }
    return function;
  }

  private Progress progress(PackageFunction function, String qualifier) {
    return function.resolve(qualifier).map(provisioning::progress).orElse(new Progress(0, 0, null));
  }

  private static ObjectNode view(Provisioned config, Progress progress) {
    int up = Math.min(progress.up(), config.workers());
    boolean ready = up == config.workers();
    ObjectNode view = JsonNodeFactory.instance.objectNode();
    view.put("RequestedProvisionedConcurrentExecutions", config.workers());
    view.put("AvailableProvisionedConcurrentExecutions", up);
    view.put("AllocatedProvisionedConcurrentExecutions", up);
    if (!ready && progress.failure() != null) {
      view.put("Status", "FAILED").put("StatusReason", INIT_FAILED);
    } else {
      view.put("Status", ready ? "READY" : "IN_PROGRESS");
    }
    view.put("LastModified", FunctionViews.time(config.lastModified()));
    return view;
  }
}
