package dev.tripline.dispatcher.deadletter;

import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.trigger.registry.LocalTrigger;
import dev.tripline.dispatcher.trigger.registry.TriggerService;
import dev.tripline.spi.deadletter.DeadLetterQueries;
import dev.tripline.spi.deadletter.DeadLetterQueries.Filter;
import dev.tripline.spi.invocation.FunctionTarget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A filter of dead letters; null matches all.
///
/// @param function its name or ARN
/// @param trigger its id or name
/// @param errorType the class of the last attempt's error
/// @param from inclusive
/// @param to exclusive
/// @param requestId as the function saw it
/// @param classId of a class of dead letters
/// @param orderKey of events that are delivered one after the other: a group, a partition's or a shard's key
/// @param traceId that the event came in, or of an attempt, as the function or a collector of traces saw it
public record Selection(
    @Nullable String function,
    @Nullable String trigger,
    @Nullable String reason,
    @Nullable String errorType,
    @Nullable Instant from,
    @Nullable Instant to,
    @Nullable String requestId,
    @Nullable String classId,
    @Nullable String orderKey,
    @Nullable String traceId) {

  public static final Selection ALL =
      new Selection(null, null, null, null, null, null, null, null, null, null);

  public static Selection ofFunction(String function) {
    return new Selection(function, null, null, null, null, null, null, null, null, null);
  }

  /// Resolves the names. A function or trigger that is gone can still be named, as long as there
  /// are dead letters of it: the trigger by its id.
  record Names(Functions functions, TriggerService triggers, DeadLetterQueries letters) {
    /// AWS's form, in a header or alone, the 32 digits, or a `traceparent`.
    private static final Pattern TRACE =
        Pattern.compile(
            "(?i)(?:Root=)?(?:1-([0-9a-f]{8})-|[0-9a-f]{2}-([0-9a-f]{8})|([0-9a-f]{8}))([0-9a-f]{24})"
                + "(?:[;-].*)?");

    /// @throws ApiProblem if a name stands for nothing
    Filter filter(Selection selection) {
      List<FieldError> errors = new ArrayList<>();
      Filter filter =
          new Filter(
              function(selection.function, errors),
              trigger(selection.trigger, errors),
              selection.reason,
              selection.errorType,
              selection.from,
              selection.to,
              selection.requestId,
              classId(selection.classId, errors),
              selection.orderKey,
              traceId(selection.traceId, errors));
      if (!errors.isEmpty()) {
        throw ApiProblem.invalid(errors);
      }
      return filter;
    }

    /// @throws ApiProblem if there is no such function
    FunctionTarget target(String text) {
      return functions
          .parse(text)
          .filter(functions::existsAnywhere)
          .orElseThrow(
              () -> ApiProblem.invalid("target", "there is no function, version or alias " + text));
    }

    private @Nullable String function(@Nullable String text, List<FieldError> errors) {
      if (text == null) {
        return null;
      }
      Optional<FunctionTarget> target = functions.parse(text);
      if (target.isPresent() && target.get().qualifier() != null) {
        errors.add(
            new FieldError("function", "the function itself is expected, no version or alias"));
      } else if (target.isEmpty()
          || (!functions.existsAnywhere(target.get())
              && !kept(new Filter(target.get().name(), null, null, null, null, null)))) {
        errors.add(
            new FieldError("function", "there is neither a function nor a dead letter of " + text));
      }
      return target.map(FunctionTarget::name).orElse(text);
    }

    /// One that is gone has no letters.
    private static @Nullable String classId(@Nullable String text, List<FieldError> errors) {
      if (text != null && !text.matches("[0-9a-f]{32}")) {
        errors.add(new FieldError("classId", "the id of a class of dead letters is expected"));
      }
      return text;
    }

    /// In 32 lower-case digits.
    private static @Nullable String traceId(@Nullable String text, List<FieldError> errors) {
      if (text == null) {
        return null;
      }
      Matcher trace = TRACE.matcher(text);
      if (!trace.matches()) {
        errors.add(
            new FieldError(
                "traceId",
                "a trace id such as 1-5759e988-bd862e3fe1be46a994272793 is expected, or its 32"
                    + " digits"));
        return null;
      }
      return Stream.of(1, 2, 3, 4)
          .map(trace::group)
          .filter(Objects::nonNull)
          .collect(Collectors.joining())
          .toLowerCase(Locale.ROOT);
    }

    private @Nullable String trigger(@Nullable String text, List<FieldError> errors) {
      if (text == null) {
        return null;
      }
      Optional<LocalTrigger> live = triggers.find(text);
      if (live.isEmpty() && !kept(new Filter(null, text, null, null, null, null))) {
        errors.add(
            new FieldError(
                "trigger",
                "there is no trigger "
                    + text
                    + "; the dead letters of a deleted one are found by its id alone"));
      }
      return live.map(found -> found.trigger().id()).orElse(text);
    }

    private boolean kept(Filter filter) {
      return letters.count(filter).number() > 0;
    }
  }
}
