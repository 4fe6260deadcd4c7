package dev.tripline.dispatcher.lambdaapi.request;

import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.function.FunctionReference;
import dev.tripline.dispatcher.function.registry.FunctionVersion;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.ErrorType;
import dev.tripline.dispatcher.lambdaapi.wire.Input;
import dev.tripline.spi.invocation.FunctionTarget;
import org.jspecify.annotations.Nullable;

/// Resolves the function that a request names, with AWS's answers for names without a function.
public record Names(AccountSettings account, Registry registry) {

  /// The function that the members FunctionName and Qualifier name; it may not exist.
  public FunctionTarget target(Input input) {
    return target(input.string("FunctionName"), input.optional("Qualifier"));
  }

  /// @param name in any of its forms
  public FunctionTarget target(String name, @Nullable String qualifier) {
    FunctionReference reference =
        FunctionReference.parse(name)
            .orElseThrow(() -> ApiException.notFound("Function not found: " + name));
    requireOurs("Functions", reference.region(), reference.accountId());
    FunctionTarget target = reference.target();
    if (qualifier == null || qualifier.equals(target.qualifier())) {
      return target;
    }
    if (target.qualifier() != null) {
      throw ApiException.invalid(
          "The derived qualifier from the function name does not match the specified qualifier.");
    }
    return new FunctionTarget(target.name(), qualifier);
  }

  /// @param kind the plural of what the ARN names
  /// @param region of an ARN; null or empty if it names none
  /// @param accountId likewise
  /// @throws ApiException 403 for another account, 404 for another region
  public void requireOurs(String kind, @Nullable String region, @Nullable String accountId) {
    if (accountId != null && !accountId.isEmpty() && !accountId.equals(account.accountId())) {
      throw new ApiException(ErrorType.ACCESS_DENIED, "");
    }
    if (region != null && !region.isEmpty() && !region.equals(account.region())) {
      throw ApiException.notFound(
          kind
              + " from '"
              + region
              + "' are not reachable in this region ('"
              + account.region()
              + "')");
    }
  }

  /// The ARN as it was asked for: with a qualifier only if one was named.
  public String arn(FunctionTarget target) {
    String qualifier = target.qualifier();
    String arn = account.functionArn(target.name());
    return qualifier == null ? arn : arn + ":" + qualifier;
  }

  /// @throws ApiException 404 if there is no such function, whatever its qualifier
  public PackageFunction function(FunctionTarget target) {
    return require(registry.function(target.name()), target);
  }

  public PackageFunction require(@Nullable PackageFunction function, FunctionTarget target) {
    if (function == null) {
      throw notFound(target);
    }
    return function;
  }

  /// @throws ApiException 404 if there is no such function, version or alias
  public FunctionVersion version(PackageFunction function, FunctionTarget target) {
    return function.resolve(target.qualifier()).orElseThrow(() -> notFound(target));
  }

  public ApiException notFound(FunctionTarget target) {
    return ApiException.notFound("Function not found: " + arn(target));
  }

  /// @throws ApiException 400 if the name carries a qualifier
  public FunctionTarget unqualified(Input input, String message) {
    FunctionTarget target = target(input);
    if (target.qualifier() != null) {
      throw ApiException.invalid(message);
    }
    return target;
  }

  /// @throws ApiException 412 if the caller expects another state than there is
  public static void requireRevision(Input input, String current, String operation) {
    String expected = input.optional("RevisionId");
    if (expected != null && !expected.equals(current)) {
      throw new ApiException(
          ErrorType.PRECONDITION_FAILED,
          "The Revision Id provided does not match the latest Revision Id. Call the "
              + operation
              + " API to retrieve the latest Revision Id");
    }
  }
}
