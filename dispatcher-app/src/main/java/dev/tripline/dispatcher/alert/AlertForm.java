package dev.tripline.dispatcher.alert;

import dev.tripline.dispatcher.alert.notice.MailAddress;
import dev.tripline.dispatcher.alert.notice.NoticeChannel;
import dev.tripline.dispatcher.alert.notice.NoticeSender;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.dispatcher.trigger.form.SecretForm;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Reads alerts as they are registered, and names everything that is wrong with them. Blocking: it looks
/// for what the alert names.
///
/// @param triggers the id of a trigger by its id or name
/// @param refusals why an alert of that kind cannot watch a trigger, by the trigger's id
/// @param functions whether there is a function of that name
record AlertForm(
    Function<String, Optional<String>> triggers,
    BiFunction<AlertKind, String, Optional<String>> refusals,
    Predicate<String> functions,
    NoticeSender sender,
    SecretForm secrets) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final int MOST_SECONDS = 30 * 24 * 3_600;
  private static final int MOST_CHANNELS = 5;
  private static final int MOST_ADDRESSES = 20;

  /// @throws ApiProblem if it describes no alert
  Alert read(ObjectNode json) {
    List<FieldError> errors = new ArrayList<>();
    FormReader form = new FormReader(json, "", errors);
    String name = form.required("name");
    if (!name.isEmpty() && !NAME.matcher(name).matches()) {
      form.invalid("name", "1 to 64 letters, digits, - and _ are expected");
    }
    AlertKind kind = kind(form);
    if (kind == null) {
      throw ApiProblem.invalid(errors);
    }
    boolean pauses = form.flag("pausesTrigger", false);
    if (pauses && kind != AlertKind.TRIGGER_FAILURES) {
      form.invalid("pausesTrigger", "is for the kind trigger-failures alone");
    }
    Alert alert =
        new Alert(
            name,
            kind,
            form.flag("enabled", true),
            function(form, kind),
            trigger(form, kind),
            threshold(form, kind),
            seconds(form, kind),
            pauses,
            channels(form, errors));
    if (alert.function() != null && alert.trigger() != null) {
      form.invalid("trigger", "a function or a trigger is expected, not both");
    }
    form.refuseUnknown();
    if (!errors.isEmpty()) {
      throw ApiProblem.invalid(errors);
    }
    return alert;
  }

  private static @Nullable AlertKind kind(FormReader form) {
    String word = form.required("kind");
    if (AlertKind.words().contains(word)) {
      return AlertKind.of(word);
    }
    if (!word.isEmpty()) {
      form.invalid("kind", "must be one of " + String.join(", ", AlertKind.words()));
    }
    return null;
  }

  private @Nullable String function(FormReader form, AlertKind kind) {
    String name = form.text("function");
    if (name == null) {
      return null;
    }
    if (kind.scope() != AlertKind.Scope.FUNCTION_OR_TRIGGER) {
      form.invalid("function", "alerts of the kind " + kind.word() + " have none");
    } else if (!functions.test(name)) {
      form.invalid("function", "there is no function " + name);
    }
    return name;
  }

  private @Nullable String trigger(FormReader form, AlertKind kind) {
    String name = form.text("trigger");
    if (name == null) {
      if (kind.scope() == AlertKind.Scope.TRIGGER) {
        form.invalid("trigger", "is required for the kind " + kind.word());
      }
      return null;
    }
    if (kind.scope() == AlertKind.Scope.NONE) {
      form.invalid("trigger", "alerts of the kind " + kind.word() + " have none");
      return null;
    }
    Optional<String> id = triggers.apply(name);
    if (id.isEmpty()) {
      form.invalid("trigger", "there is no trigger " + name);
    } else {
      refusals.apply(kind, id.get()).ifPresent(why -> form.invalid("trigger", why));
    }
    return id.orElse(null);
  }

  private static @Nullable Integer threshold(FormReader form, AlertKind kind) {
    if (kind.mostThreshold() == 0) {
      if (form.has("threshold")) {
        form.invalid("threshold", "alerts of the kind " + kind.word() + " have none");
      }
      return null;
    }
    return kind == AlertKind.DEAD_LETTERS
        ? (Integer) form.integer("threshold", 1, kind.mostThreshold(), 1)
        : needed(form, "threshold", kind.mostThreshold(), kind);
  }

  private static @Nullable Integer seconds(FormReader form, AlertKind kind) {
    if (kind.timed()) {
      return needed(form, "seconds", MOST_SECONDS, kind);
    }
    if (form.has("seconds")) {
      form.invalid("seconds", "alerts of the kind " + kind.word() + " have none");
    }
    return null;
  }

  private static @Nullable Integer needed(
      FormReader form, String member, int most, AlertKind kind) {
    Integer number = form.optionalInteger(member, 1, most);
    if (number == null) {
      form.invalid(member, "is required for the kind " + kind.word() + ": 1 to " + most);
    }
    return number;
  }

  private List<NoticeChannel> channels(FormReader form, List<FieldError> errors) {
    List<NoticeChannel> channels = new ArrayList<>();
    List<JsonNode> elements = form.elements("channels");
    if (elements.size() > MOST_CHANNELS) {
      form.invalid("channels", "at most " + MOST_CHANNELS + " are expected");
      return channels;
    }
    for (int i = 0; i < elements.size(); i++) {
      String path = "channels[" + i + "]";
      if (elements.get(i) instanceof ObjectNode element) {
        FormReader channel = new FormReader(element, path + ".", errors);
        channel(channel).ifPresent(channels::add);
        channel.refuseUnknown();
      } else {
        form.invalid(path, "must be an object");
      }
    }
    return channels;
  }

  private Optional<NoticeChannel> channel(FormReader form) {
    String kind = form.required("kind");
    return switch (kind) {
      case NoticeChannel.WEBHOOK -> webhook(form);
      case NoticeChannel.EMAIL -> email(form);
      default -> {
        if (!kind.isEmpty()) {
          form.invalid("kind", "must be webhook or email");
        }
        yield Optional.empty();
      }
    };
  }

  private Optional<NoticeChannel> webhook(FormReader form) {
    String url = form.required("url");
    URI uri = url.isEmpty() ? null : form.uri("url", "https?");
    if (uri != null) {
      sender.objection(uri).ifPresent(objection -> form.invalid("url", objection));
    }
    form.required("secret");
    SecretReference secret = secrets.read(form, "secret", true);
    if (secret != null && secrets.rules().objection(secret).isEmpty()) {
      sender.objection(secret).ifPresent(objection -> form.invalid("secret", objection));
    }
    return uri == null || secret == null
        ? Optional.empty()
        : Optional.of(new NoticeChannel.Webhook(url, secret.text()));
  }

  private Optional<NoticeChannel> email(FormReader form) {
    List<String> to = form.texts("to", List.of());
    if (to.isEmpty() || to.size() > MOST_ADDRESSES) {
      form.invalid("to", "1 to " + MOST_ADDRESSES + " addresses are expected");
    }
    for (String address : to) {
      if (!MailAddress.isOne(address)) {
        form.invalid("to", "an address such as night@example.org is expected, not " + address);
      }
    }
    if (!sender.canMail()) {
      form.invalid(
          "kind", "e-mails need a server: the operator names one by tripline.alerts.mail.host");
    }
    return Optional.of(new NoticeChannel.Email(to));
  }
}
