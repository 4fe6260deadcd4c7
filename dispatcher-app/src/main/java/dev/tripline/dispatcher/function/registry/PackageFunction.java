package dev.tripline.dispatcher.function.registry;

import dev.tripline.delivery.AsyncSettings;
import dev.tripline.dispatcher.access.execution.AssignedCredentials;
import dev.tripline.dispatcher.function.async.AsyncOverrides;
import dev.tripline.dispatcher.function.async.EventInvokeSettings;
import dev.tripline.dispatcher.function.url.FunctionUrl;
import dev.tripline.retry.RetryRules;
import dev.tripline.spi.invocation.FunctionTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A function that runs from a package, with all that belongs to it. Immutable.
///
/// @param serving what calls to `$LATEST` run while an update is being installed; null otherwise
/// @param published lowest number first
/// @param reservedConcurrency null if none is reserved; 0 switches the function off
/// @param eventInvoke by qualifier, `$LATEST` if none was named
/// @param recursionAllowed whether a chain of more than 16 invocations may go on
/// @param provisioned workers to be kept up, by version or alias; older documents have none
/// @param policies by qualifier, `$LATEST` if none was named; older documents have none
/// @param asyncOverrides from `/v1/functions`; they come before `eventInvoke` and dead-letter targets
/// @param resource the shared resource that it uses, from `/v1/functions`
/// @param credentials that its workers have in place of the dispatcher's, from `/v1/functions`
/// @param urls by alias, `$LATEST` if none was named; older documents have none
/// @param codeSigning the ARN of the configuration that its packages are held to
/// @param incarnation another one for each function that is created, even under the same name; older
///     documents have none
public record PackageFunction(
    String name,
    FunctionVersion latest,
    @Nullable FunctionVersion serving,
    List<FunctionVersion> published,
    int nextVersion,
    Map<String, Alias> aliases,
    @Nullable Integer reservedConcurrency,
    Map<String, String> tags,
    Map<String, EventInvokeSettings> eventInvoke,
    boolean recursionAllowed,
    Map<String, Provisioned> provisioned,
    Map<String, ResourcePolicy> policies,
    @Nullable AsyncOverrides asyncOverrides,
    @Nullable String resource,
    @Nullable AssignedCredentials credentials,
    Map<String, FunctionUrl> urls,
    @Nullable String codeSigning,
    String incarnation)
    implements RegisteredFunction {

  public PackageFunction {
    provisioned = Objects.requireNonNullElse(provisioned, Map.of());
    policies = Objects.requireNonNullElse(policies, Map.of());
    urls = Objects.requireNonNullElse(urls, Map.of());
    incarnation = Objects.requireNonNullElse(incarnation, "");
  }

  /// Workers that are kept up for a version or an alias.
  ///
  /// @param workers their number, one at least
  public record Provisioned(int workers, Instant lastModified) {}

  public static PackageFunction create(String name, FunctionVersion latest) {
    return new PackageFunction(
        name,
        latest,
        null,
        List.of(),
        1,
        Map.of(),
        null,
        Map.of(),
        Map.of(),
        false,
        Map.of(),
        Map.of(),
        null,
        null,
        null,
        Map.of(),
        null,
        UUID.randomUUID().toString());
  }

  /// The version that a number or `$LATEST` names; null names `$LATEST`. Aliases are not resolved.
  public Optional<FunctionVersion> version(@Nullable String number) {
    if (FunctionTarget.isLatest(number)) {
      return Optional.of(latest);
    }
    return published.stream().filter(version -> version.number().equals(number)).findFirst();
  }

  /// The version that a qualifier stands for, an alias's first version if it is an alias.
  public Optional<FunctionVersion> resolve(@Nullable String qualifier) {
    Alias alias = qualifier == null ? null : aliases.get(qualifier);
    return version(alias == null ? qualifier : alias.version());
  }

  @Override
  public boolean has(@Nullable String qualifier) {
    return resolve(qualifier).isPresent();
  }

  @Override
  public Duration timeout(@Nullable String qualifier) {
    return resolve(qualifier)
        .map(version -> Duration.ofSeconds(version.settings().timeoutSeconds()))
        .orElse(Duration.ZERO);
  }

  @Override
  public AsyncSettings asyncSettings(@Nullable String qualifier, RetryRules standard) {
    if (asyncOverrides != null) {
      return asyncOverrides.over(standard);
    }
    String deadLetterTarget =
        resolve(qualifier).map(version -> version.settings().deadLetterTarget()).orElse(null);
    EventInvokeSettings settings = eventInvoke.get(FunctionTarget.orLatest(qualifier));
    return settings == null
        ? new AsyncSettings(standard, null, null, deadLetterTarget)
        : settings.over(standard, deadLetterTarget);
  }

  /// Everything that may be running: all versions, and what serves during an update.
  public List<FunctionVersion> runnable() {
    List<FunctionVersion> all = new ArrayList<>(published);
    all.add(latest);
    if (serving != null) {
      all.add(serving);
    }
    return all;
  }

  /// Whether a version that may be running has the execution role.
  public boolean hasRole(String role) {
    return latest.settings().role().equals(role)
        || (serving != null && serving.settings().role().equals(role))
        || published.stream().anyMatch(version -> version.settings().role().equals(role));
  }

  public PackageFunction withLatest(FunctionVersion version) {
    return copy(b -> b.latest = version);
  }

  public PackageFunction withServing(@Nullable FunctionVersion version) {
    return copy(b -> b.serving = version);
  }

  /// Adds a version, or puts it in the place of the one with the same number.
  public PackageFunction withPublished(FunctionVersion version) {
    TreeMap<Integer, FunctionVersion> all = new TreeMap<>();
    published.forEach(old -> all.put(Integer.valueOf(old.number()), old));
    int number = Integer.parseInt(version.number());
    all.put(number, version);
    return copy(b -> {
      b.published = List.copyOf(all.values());
      b.nextVersion = Math.max(nextVersion, number + 1);
    });
  }

  public PackageFunction withoutPublished(String number) {
    return copy(
        b -> b.published = published.stream().filter(v -> !v.number().equals(number)).toList());
  }

  /// @param value null removes it
  public PackageFunction withAlias(String alias, @Nullable Alias value) {
    return copy(b -> b.aliases = changed(aliases, alias, value));
  }

  public PackageFunction withReservedConcurrency(@Nullable Integer reserved) {
    return copy(b -> b.reservedConcurrency = reserved);
  }

  public PackageFunction withTags(Map<String, String> newTags) {
    return copy(b -> b.tags = Map.copyOf(newTags));
  }

  /// @param value null removes it
  public PackageFunction withEventInvoke(String qualifier, @Nullable EventInvokeSettings value) {
    return copy(b -> b.eventInvoke = changed(eventInvoke, qualifier, value));
  }

  public PackageFunction withRecursionAllowed(boolean allowed) {
    return copy(b -> b.recursionAllowed = allowed);
  }

  /// @param value null removes it
  public PackageFunction withProvisioned(String qualifier, @Nullable Provisioned value) {
    return copy(b -> b.provisioned = changed(provisioned, qualifier, value));
  }

  /// @param value null removes it
  public PackageFunction withPolicy(String qualifier, @Nullable ResourcePolicy value) {
    return copy(b -> b.policies = changed(policies, qualifier, value));
  }

  /// @param value null removes it
  public PackageFunction withUrl(String qualifier, @Nullable FunctionUrl value) {
    return copy(b -> b.urls = changed(urls, qualifier, value));
  }

  /// The number of workers that are to be kept up for all versions and aliases together.
  public int provisionedWorkers() {
    return provisioned.values().stream().mapToInt(Provisioned::workers).sum();
  }

  /// The number of workers that are to be kept up for one version, by itself or by an alias.
  ///
  /// @param number of the version, or `$LATEST`, for which there are none
  public int provisionedWorkers(String number) {
    int sum = 0;
    for (Map.Entry<String, Provisioned> entry : provisioned.entrySet()) {
      Alias alias = aliases.get(entry.getKey());
      String version = alias == null ? entry.getKey() : alias.version();
      sum += version.equals(number) ? entry.getValue().workers() : 0;
    }
    return sum;
  }

  /// The places that are taken out of the account's for this function alone.
  public int taken() {
    return Math.max(reservedConcurrency == null ? 0 : reservedConcurrency, provisionedWorkers());
  }

  /// @param overrides null takes back what was set
  public PackageFunction withAsyncOverrides(@Nullable AsyncOverrides overrides) {
    return copy(b -> b.asyncOverrides = overrides);
  }

  /// @param name null if it uses none
  public PackageFunction withResource(@Nullable String name) {
    return copy(b -> b.resource = name);
  }

  /// @param assigned null for those of all functions
  public PackageFunction withCredentials(@Nullable AssignedCredentials assigned) {
    return copy(b -> b.credentials = assigned);
  }

  /// @param config its ARN; null for none
  public PackageFunction withCodeSigning(@Nullable String config) {
    return copy(b -> b.codeSigning = config);
  }

  /// Changes `$LATEST` and every published version.
  public PackageFunction withEveryVersion(UnaryOperator<FunctionVersion> change) {
    return copy(b -> {
      b.latest = change.apply(latest);
      b.published = published.stream().map(change).toList();
    });
  }

  private static <V> Map<String, V> changed(Map<String, V> map, String key, @Nullable V value) {
    Map<String, V> copy = new HashMap<>(map);
    if (value == null) {
      copy.remove(key);
    } else {
      copy.put(key, value);
    }
    return Map.copyOf(copy);
  }

  private PackageFunction copy(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.finish();
  }

  private static final class Draft {
    final PackageFunction from;
    FunctionVersion latest;
    @Nullable FunctionVersion serving;
    List<FunctionVersion> published;
    int nextVersion;
    Map<String, Alias> aliases;
    @Nullable Integer reservedConcurrency;
    Map<String, String> tags;
    Map<String, EventInvokeSettings> eventInvoke;
    boolean recursionAllowed;
    Map<String, Provisioned> provisioned;
    Map<String, ResourcePolicy> policies;
    @Nullable AsyncOverrides asyncOverrides;
    @Nullable String resource;
    @Nullable AssignedCredentials credentials;
    Map<String, FunctionUrl> urls;
    @Nullable String codeSigning;

    Draft(PackageFunction from) {
      this.from = from;
      latest = from.latest;
      serving = from.serving;
      published = from.published;
      nextVersion = from.nextVersion;
      aliases = from.aliases;
      reservedConcurrency = from.reservedConcurrency;
      tags = from.tags;
      eventInvoke = from.eventInvoke;
      recursionAllowed = from.recursionAllowed;
      provisioned = from.provisioned;
      policies = from.policies;
      asyncOverrides = from.asyncOverrides;
      resource = from.resource;
      credentials = from.credentials;
      urls = from.urls;
      codeSigning = from.codeSigning;
    }

    PackageFunction finish() {
      return new PackageFunction(
          from.name,
          latest,
          serving,
          published,
          nextVersion,
          aliases,
          reservedConcurrency,
          tags,
          eventInvoke,
          recursionAllowed,
          provisioned,
          policies,
          asyncOverrides,
          resource,
          credentials,
          urls,
          codeSigning,
          from.incarnation);
    }
  }
}
