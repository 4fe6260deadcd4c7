package dev.tripline.dispatcher.trigger.form;

import dev.tripline.dispatcher.system.SecretReference;
import dev.tripline.dispatcher.system.SecretSettings;
import org.jspecify.annotations.Nullable;

/// Reads references to secrets; the secrets themselves are refused, and never repeated.
record SecretForm(SecretSettings settings) {

  /// @param fresh whether a caller gives it now: false for what was accepted before
  @Nullable SecretReference read(FormReader form, String name, boolean fresh) {
    String text = form.text(name);
    if (text == null) {
      return null;
    }
    if (!SecretReference.isReference(text)) {
      form.invalid(
          name, "must be a reference, secret:NAME, env:NAME or file:PATH, not the secret itself");
      return null;
    }
    var reference = new SecretReference(text);
    if (fresh) {
      settings.objection(reference).ifPresent(why -> form.invalid(name, why));
    }
    return reference;
  }
}
