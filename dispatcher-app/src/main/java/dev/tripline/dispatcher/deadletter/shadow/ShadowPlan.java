package dev.tripline.dispatcher.deadletter.shadow;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a shadow redrive would take.
///
/// @param count letters that match, exact
/// @param letters of these that would be run, the oldest first
/// @param concurrency events that it would run at once
/// @param concurrencyLimit events that the candidate runs at once in all, on a node
/// @param meanMillis of the candidate's invocations; missing if none is known
/// @param measured where that comes from
/// @param seconds until it is done; missing with `meanMillis`
/// @param longestSeconds after which it stops, done or not
/// @param notes in words, for those who decide
public record ShadowPlan(
    long count,
    long letters,
    String target,
    int concurrency,
    int concurrencyLimit,
    @JsonInclude(Include.NON_NULL) @Nullable Double meanMillis,
    @JsonInclude(Include.NON_NULL) @Nullable String measured,
    @JsonInclude(Include.NON_NULL) @Nullable Long seconds,
    long longestSeconds,
    List<String> notes) {}
