package dev.tripline.dispatcher.masking.rule;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A masking rule as it is written.
///
/// @param function its name; null for events of all functions
/// @param trigger its id, in requests its name as well; null for events of all triggers, and of none
/// @param paths JSON Pointers with wildcards
/// @param headers names of headers and attributes of messages, in any case
/// @param patterns regular expressions (RE2)
/// @param kind `hide` (if it is null), `last` or `fingerprint`
/// @param keep characters at the end that `last` shows; 4 if it is null
/// @param words `hide` (if it is null) or `show`: words of functions where the payload is not at hand
@JsonInclude(Include.NON_NULL)
public record MaskingForm(
    @Nullable String function,
    @Nullable String trigger,
    @Nullable List<String> paths,
    @Nullable List<String> headers,
    @Nullable List<String> patterns,
    @Nullable String kind,
    @Nullable Integer keep,
    @Nullable String words) {}
