package dev.tripline.dispatcher.function.credential;

import dev.tripline.dispatcher.access.AccessSettings;
import dev.tripline.dispatcher.access.execution.AssignedCredentials;
import dev.tripline.dispatcher.access.execution.FunctionCredentialSettings;
import dev.tripline.dispatcher.access.execution.FunctionSessions;
import dev.tripline.dispatcher.access.execution.RoleHolders;
import dev.tripline.dispatcher.function.WorkerSettings;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.dispatcher.secret.SecretUses;
import dev.tripline.dispatcher.secret.reference.StoredSecrets;
import dev.tripline.runtime.WorkerCredentials;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
class CredentialConfiguration {

  @Bean
  RoleHolders roleHolders(Registry registry) {
    return (name, role) ->
        Optional.ofNullable(registry.function(name))
            .filter(function -> function.hasRole(role))
            .map(PackageFunction::incarnation);
  }

  @Bean(destroyMethod = "close")
  CredentialValues credentialValues(
      StoredSecrets secrets, Registry registry, FunctionCredentialSettings settings) {
    CredentialValues values = new CredentialValues(secrets, () -> used(registry, settings));
    values.start();
    return values;
  }

  @Bean
  WorkerCredentials workerCredentials(
      Registry registry,
      WorkerSettings workers,
      FunctionCredentialSettings settings,
      CredentialValues values,
      AccessSettings access,
      FunctionSessions sessions,
      OwnAddress address) {
    return new FunctionCredentials(
        registry,
        new FunctionCredentials.Defaults(settings.assigned(), workers.credentials()),
        values,
        access.required() ? sessions : null,
        address);
  }

  @Bean
  OwnAddress ownAddress(FunctionCredentialSettings settings, Environment environment) {
    return new OwnAddress(settings.endpoint(), environment::getProperty);
  }

  /// Finds the functions that have a secret in their credentials.
  @Bean
  SecretUses functionsWithSecrets(Registry registry, FunctionCredentialSettings settings) {
    return name -> {
      registry.refresh();
      Stream<String> functions =
          registry.functions().stream()
              .filter(function -> refers(function.credentials(), name))
              .map(function -> "function " + function.name());
      return refers(settings.assigned(), name)
          ? Stream.concat(Stream.of("all functions"), functions).toList()
          : functions.toList();
    };
  }

  private static boolean refers(@Nullable AssignedCredentials credentials, String secret) {
    return credentials != null
        && credentials.references().stream()
            .anyMatch(reference -> reference.storedName().equals(secret));
  }

  private static Set<AssignedCredentials> used(
      Registry registry, FunctionCredentialSettings settings) {
    Set<AssignedCredentials> used = new HashSet<>();
    registry.functions().stream()
        .map(PackageFunction::credentials)
        .filter(Objects::nonNull)
        .forEach(used::add);
    AssignedCredentials all = settings.assigned();
    if (all != null) {
      used.add(all);
    }
    return used;
  }
}
