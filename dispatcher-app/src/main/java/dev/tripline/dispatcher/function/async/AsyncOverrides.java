package dev.tripline.dispatcher.function.async;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tripline.delivery.AsyncSettings;
import dev.tripline.dispatcher.access.rule.Confidential;
import dev.tripline.dispatcher.access.rule.HiddenContent;
import dev.tripline.retry.RetryRules;
import org.jspecify.annotations.Nullable;

/// Retry rules and destinations that `/v1/functions` set for a function. For a package function they
/// take the place of its event-invoke-configs and its dead-letter target.
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AsyncOverrides(
    @Nullable RetryDocument retry, @Nullable DestinationsDocument destinations) {

  /// @param deadLetter gets the bare event when it is given up, `onFailure` the invocation record
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record DestinationsDocument(
      @Nullable String onSuccess, @Nullable String onFailure, @Nullable String deadLetter)
      implements Confidential {

    @Override
    public DestinationsDocument withoutContent() {
      return new DestinationsDocument(shown(onSuccess), shown(onFailure), shown(deadLetter));
    }

    private static @Nullable String shown(@Nullable String destination) {
      return destination == null ? null : HiddenContent.ofUrl(destination);
    }
  }

  /// The same settings as they were set or computed elsewhere.
  public static AsyncOverrides of(AsyncSettings settings) {
    return new AsyncOverrides(
        RetryDocument.of(settings.rules()),
        new DestinationsDocument(
            settings.onSuccess(), settings.onFailure(), settings.deadLetterTarget()));
  }

  /// @param standard rules where nothing is set
  /// @throws IllegalArgumentException if a value is out of its bounds
  public AsyncSettings over(RetryRules standard) {
    RetryRules rules = retry == null ? standard : retry.toRules(standard);
    DestinationsDocument to =
        destinations == null ? new DestinationsDocument(null, null, null) : destinations;
    return new AsyncSettings(rules, to.onSuccess(), to.onFailure(), to.deadLetter());
  }
}
