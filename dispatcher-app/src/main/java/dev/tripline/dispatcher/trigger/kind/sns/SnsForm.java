package dev.tripline.dispatcher.trigger.kind.sns;

import dev.tripline.adapter.sns.SnsEventSource;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.dispatcher.trigger.form.PolicyForm;
import dev.tripline.dispatcher.trigger.form.SecretForm;
import dev.tripline.dispatcher.trigger.object.ObjectForm;
import dev.tripline.dispatcher.trigger.object.ObjectTraffic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the topics that messages are taken of.
record SnsForm(PolicyForm policies, SecretForm secrets, ObjectForm objects) {
  private static final int MOST_TOPICS = 100;

  SnsSource read(FormReader form, boolean fresh) {
    List<String> topics = form.texts("topics", List.of());
    if (topics.isEmpty() || topics.size() > MOST_TOPICS) {
      form.invalid("topics", "must be a list of 1 to 100 ARNs of topics");
    }
    for (String topic : topics) {
      if (!SnsEventSource.takes(topic)) {
        form.invalid("topics", "must have ARNs of topics in regions of AWS, not " + topic);
      }
    }
    FormReader included = form.optionalObject("objects");
    ObjectTraffic traffic = included == null ? null : objects.read(included, fresh);
    if (included != null) {
      included.refuseUnknown();
    }
    return new SnsSource(
        topics, form.flag("confirm", true), policies.read(form), traffic, raw(form, fresh));
  }

  private SnsSource.@Nullable RawLogin raw(FormReader form, boolean fresh) {
    FormReader raw = form.optionalObject("raw");
    if (raw == null) {
      return null;
    }
    String user = raw.required("user");
    if (user.contains(":")) {
      raw.invalid("user", "must not contain a colon");
    }
    SecretReference password = secrets.read(raw, "password", fresh);
    if (password == null && !raw.has("password")) {
      raw.invalid("password", "is required");
    }
    raw.refuseUnknown();
    return password == null ? null : new SnsSource.RawLogin(user, password);
  }
}
