package dev.tripline.dispatcher.trigger.form;

import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.secret.SecretRules;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import org.jspecify.annotations.Nullable;

/// Reads references to secrets; the secrets themselves are refused, and never repeated.
public record SecretForm(SecretRules rules) {

  /// @param fresh `true` if a caller gives it now; `false` for a form that was accepted before
  public @Nullable SecretReference read(FormReader form, String name, boolean fresh) {
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
      rules.objection(reference).ifPresent(why -> form.invalid(name, why));
    }
    return reference;
  }
}
