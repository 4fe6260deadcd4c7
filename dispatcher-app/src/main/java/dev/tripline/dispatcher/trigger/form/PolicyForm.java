package dev.tripline.dispatcher.trigger.form;

import dev.tripline.adapter.sns.filter.FilterPolicy;
import dev.tripline.adapter.sns.filter.InvalidPolicyException;
import dev.tripline.dispatcher.rest.FormReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/// Reads `filterPolicy` and `filterPolicyScope`, which choose messages of topics. Safe for many threads.
public final class PolicyForm {
  /// Forms are read again whenever triggers are looked for; each policy can be compiled again.
  private static final int MOST_KEPT = 10_000;

  private final Map<Key, FilterPolicy> compiled = new ConcurrentHashMap<>();

  private record Key(String text, FilterPolicy.Scope scope) {}

  /// Everything without a policy.
  public FilterPolicy read(FormReader form) {
    String word =
        form.choice(
            "filterPolicyScope",
            List.of(FilterPolicy.Scope.ATTRIBUTES.word(), FilterPolicy.Scope.BODY.word()),
            FilterPolicy.Scope.ATTRIBUTES.word());
    FilterPolicy.Scope scope =
        word.equals(FilterPolicy.Scope.BODY.word())
            ? FilterPolicy.Scope.BODY
            : FilterPolicy.Scope.ATTRIBUTES;
    Optional<JsonNode> given = form.value("filterPolicy");
    if (given.isEmpty()) {
      return FilterPolicy.ALL;
    }
    JsonNode policy = given.get();
    try {
      return compiled(policy.isString() ? policy.stringValue() : policy.toString(), scope);
    } catch (InvalidPolicyException e) {
      form.invalid("filterPolicy", String.valueOf(e.getMessage()));
      return FilterPolicy.ALL;
    }
  }

  private FilterPolicy compiled(String text, FilterPolicy.Scope scope)
      throws InvalidPolicyException {
    Key key = new Key(text, scope);
    FilterPolicy known = compiled.get(key);
    if (known != null) {
      return known;
    }
    FilterPolicy policy = FilterPolicy.compile(text, scope);
    if (compiled.size() >= MOST_KEPT) {
      compiled.clear();
    }
    compiled.put(key, policy);
    return policy;
  }
}
