package dev.tripline.dispatcher.alert;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.tripline.dispatcher.access.rule.Confidential;
import dev.tripline.dispatcher.access.rule.HiddenContent;
import dev.tripline.dispatcher.alert.notice.NoticeChannel;
import dev.tripline.dispatcher.alert.notice.NoticeStore;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// An alert as it is shown.
///
/// @param state `firing`, `ok` or `disabled`
/// @param level the share of the threshold that is passed, in percent
/// @param since the beginning of the state
/// @param detail the measure when the level changed; missing before that
/// @param notices the last ones, the newest first
@JsonInclude(Include.NON_NULL)
public record AlertView(
    @JsonUnwrapped Alert alert,
    String state,
    int level,
    Instant since,
    @Nullable String detail,
    List<NoticeView> notices,
    long revision,
    Instant createdAt,
    Instant updatedAt)
    implements Confidential {

  /// A notice to one receiver.
  ///
  /// @param state `waiting`, `sent` or `given-up`
  /// @param triedAt missing before the first try
  /// @param answer the receiver's words, or why it was not reached
  @JsonInclude(Include.NON_NULL)
  public record NoticeView(
      String id,
      Instant at,
      String event,
      int level,
      String channel,
      String target,
      String state,
      int tries,
      @Nullable Instant triedAt,
      @Nullable String answer) {

    static NoticeView of(NoticeStore.Kept kept) {
      return new NoticeView(
          kept.notice().id(),
          kept.notice().at(),
          kept.notice().event().word(),
          kept.notice().level(),
          word(kept.channel()),
          kept.channel().target(),
          kept.state().name().toLowerCase(Locale.ROOT).replace('_', '-'),
          kept.tries(),
          kept.triedAt(),
          kept.answer());
    }

    NoticeView withoutContent() {
      return new NoticeView(
          id, at, event, level, channel, target, state, tries, triedAt, HiddenContent.of(answer));
    }
  }

  static String word(NoticeChannel channel) {
    return switch (channel) {
      case NoticeChannel.Webhook _ -> NoticeChannel.WEBHOOK;
      case NoticeChannel.Email _ -> NoticeChannel.EMAIL;
    };
  }

  static AlertView of(AlertStore.Kept kept, List<NoticeStore.Kept> notices) {
    String state = kept.level() > 0 ? "firing" : "ok";
    return new AlertView(
        kept.alert(),
        kept.alert().enabled() ? state : "disabled",
        kept.level(),
        kept.since(),
        kept.detail(),
        notices.stream().map(NoticeView::of).toList(),
        kept.revision(),
        kept.createdAt(),
        kept.updatedAt());
  }

  /// Without parameters of URLs, and without the words of receivers.
  @Override
  public AlertView withoutContent() {
    Alert shown =
        new Alert(
            alert.name(),
            alert.kind(),
            alert.enabled(),
            alert.function(),
            alert.trigger(),
            alert.threshold(),
            alert.seconds(),
            alert.pausesTrigger(),
            alert.channels().stream().map(NoticeChannel::withoutContent).toList());
    return new AlertView(
        shown,
        state,
        level,
        since,
        detail,
        notices.stream().map(NoticeView::withoutContent).toList(),
        revision,
        createdAt,
        updatedAt);
  }
}
