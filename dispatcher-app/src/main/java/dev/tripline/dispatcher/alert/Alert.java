package dev.tripline.dispatcher.alert;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.tripline.dispatcher.alert.notice.NoticeChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An alert as it is registered and kept.
///
/// @param function its name; null for all
/// @param trigger its id; null for all
/// @param threshold of kinds that count
/// @param seconds of kinds that measure time
/// @param pausesTrigger whether the trigger is paused when the threshold is reached
@JsonInclude(Include.NON_NULL)
public record Alert(
    String name,
    AlertKind kind,
    boolean enabled,
    @Nullable String function,
    @Nullable String trigger,
    @Nullable Integer threshold,
    @Nullable Integer seconds,
    boolean pausesTrigger,
    List<NoticeChannel> channels) {

  public Alert {
    channels = List.copyOf(channels);
  }

  /// The threshold; 1 where none is given.
  int limit() {
    return threshold == null ? 1 : threshold;
  }

  long millis() {
    return seconds == null ? 0 : seconds * 1_000L;
  }
}
