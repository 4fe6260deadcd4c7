package dev.tripline.dispatcher.explain;

import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.delivery.invocation.InvocationStep;
import dev.tripline.dispatcher.delivery.invocation.InvocationStep.Kind;
import dev.tripline.dispatcher.delivery.invocation.Invocations;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.retry.RetryRules;
import dev.tripline.spi.audit.AuditEntry;
import dev.tripline.spi.audit.AuditLog;
import dev.tripline.spi.deadletter.DeadLetterQueries;
import dev.tripline.spi.deadletter.DeadLetterSummary;
import dev.tripline.store.deadletter.RedriveOrigins;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Explains what happened to events. Blocking: it asks the store by the ids of the event and its dead letters.
/// Safe for many threads.
public final class Explanations {
  /// Of a batch not all are told.
  private static final int MOST_LETTERS = 20;

  private static final int MOST_CHANGES = 10;

  private final Invocations invocations;
  private final Kept kept;
  private final Functions functions;
  private final Function<String, Optional<String>> triggerNames;
  private final InstantSource clock;

  /// @param triggerNames the name of a trigger by its id
  Explanations(
      Invocations invocations,
      Kept kept,
      Functions functions,
      Function<String, Optional<String>> triggerNames,
      InstantSource clock) {
    this.invocations = invocations;
    this.kept = kept;
    this.functions = functions;
    this.triggerNames = triggerNames;
    this.clock = clock;
  }

  /// What the store keeps beside the steps.
  ///
  /// @param keysKept how long it knows deduplication keys
  record Kept(
      DeadLetterQueries letters, AuditLog audit, RedriveOrigins origins, Duration keysKept) {}

  /// @throws ApiProblem 404 if nothing is known of it
  public Explanation of(String requestId) {
    List<InvocationStep> everything = invocations.everything(requestId);
    List<InvocationStep> steps = everything.stream().filter(step -> !step.kind().beside()).toList();
    Evidence.Letters letters = letters(requestId, steps.isEmpty());
    Optional<RedriveOrigins.Origin> origin = kept.origins().of(requestId);
    if (steps.isEmpty() && letters.isEmpty() && origin.isEmpty()) {
      throw ApiProblem.notFound(
          "nothing is known of %s: it is no asynchronous event or batch, or what was known of it is no longer kept (tripline.invocations); synchronous calls leave no trace"
              .formatted(requestId));
    }
    String trigger = trigger(steps, letters, origin);
    Evidence evidence =
        new Evidence(
            requestId,
            steps,
            everything,
            letters,
            ends(steps, letters),
            origin,
            trigger,
            trigger == null ? null : triggerNames.apply(trigger).orElse(null),
            rules(steps, origin),
            kept.keysKept());
    return new ExplanationRule(evidence, clock.instant()).explain();
  }

  /// @param whole whether the first is needed whole
  private Evidence.Letters letters(String requestId, boolean whole) {
    List<DeadLetterSummary> found =
        kept.letters().page(DeadLetterQueries.Filter.ofRequest(requestId), null, MOST_LETTERS + 1);
    if (found.isEmpty()) {
      return Evidence.Letters.NONE;
    }
    boolean more = found.size() > MOST_LETTERS;
    return new Evidence.Letters(
        more ? found.subList(0, MOST_LETTERS) : found,
        more,
        whole ? kept.letters().find(found.getFirst().id()).orElse(null) : null);
  }

  private Map<String, List<AuditLog.Recorded>> ends(
      List<InvocationStep> steps, Evidence.Letters letters) {
    List<String> there = letters.ids();
    Map<String, List<AuditLog.Recorded>> ends = new LinkedHashMap<>();
    steps.stream()
        .map(InvocationStep::deadLetter)
        .filter(Objects::nonNull)
        .filter(id -> !there.contains(id))
        .distinct()
        .limit(MOST_LETTERS)
        .forEach(id ->
            ends.put(
                id,
                kept.audit()
                    .page(
                        AuditLog.Filter.of(AuditEntry.Target.deadLetter(id)), null, MOST_CHANGES)));
    return ends;
  }

  private static @Nullable String trigger(
      List<InvocationStep> steps,
      Evidence.Letters letters,
      Optional<RedriveOrigins.Origin> origin) {
    return Stream.of(
            steps.stream().map(InvocationStep::trigger),
            letters.some().stream().map(DeadLetterSummary::triggerId),
            origin.stream().map(RedriveOrigins.Origin::triggerId))
        .flatMap(Function.identity())
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /// Only asynchronous invocations follow the rules of their functions; batches have those of their triggers.
  private @Nullable RetryRules rules(
      List<InvocationStep> steps, Optional<RedriveOrigins.Origin> origin) {
    boolean asynchronous =
        origin.isPresent() || (!steps.isEmpty() && steps.getFirst().kind() == Kind.ACCEPTED);
    if (!asynchronous) {
      return null;
    }
    String function =
        steps.isEmpty()
            ? origin.map(RedriveOrigins.Origin::function).orElse("")
            : steps.getFirst().function();
    return functions
        .parse(function)
        .filter(functions::exists)
        .map(target -> functions.asyncSettings(target).rules())
        .orElse(null);
  }
}
