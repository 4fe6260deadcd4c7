package dev.tripline.dispatcher.function;

import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.function.registry.FunctionVersion;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.spi.invocation.FunctionTarget;

/// The roles of functions, for records that name them. Answers come from memory; safe for many threads.
public record FunctionRoles(Registry registry, AccountSettings account) {

  /// The role of the version or alias. A function that has none, such as an endpoint, is given one of its
  /// own name.
  public String of(FunctionTarget target) {
    PackageFunction function = registry.function(target.name());
    String role =
        function == null
            ? ""
            : function
                .resolve(target.qualifier())
                .map(FunctionVersion::settings)
                .map(settings -> settings.role())
                .orElse("");
    return role.isEmpty()
        ? "arn:aws:iam::%s:role/%s".formatted(account.accountId(), target.name())
        : role;
  }
}
