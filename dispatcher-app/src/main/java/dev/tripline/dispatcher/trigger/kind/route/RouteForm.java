package dev.tripline.dispatcher.trigger.kind.route;

import dev.tripline.adapter.http.webhook.WebhookScheme;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.dispatcher.trigger.form.SecretForm;
import dev.tripline.dispatcher.trigger.kind.route.RouteSource.Payload;
import dev.tripline.dispatcher.trigger.kind.route.RouteSource.Proof;
import java.time.Duration;
import java.util.List;

/// Reads the form of a route.
record RouteForm(SecretForm secrets) {
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", RouteSource.ANY);
  private static final RoutePath ROOT = RoutePath.parse("/");
  private static final String TOKEN = "token";
  private static final String SIGNATURE = "signature";

  RouteSource read(FormReader form, boolean fresh) {
    String method = form.choice("method", METHODS, RouteSource.ANY);
    RoutePath path = ROOT;
    try {
      String text = form.required("path");
      path = text.isEmpty() ? ROOT : RoutePath.parse(text);
    } catch (IllegalArgumentException e) {
      form.invalid("path", String.valueOf(e.getMessage()));
    }
    String payload =
        form.choice("payload", List.of(Payload.V1.word(), Payload.V2.word()), Payload.V2.word());
    boolean async = form.flag("async", false);
    return new RouteSource(
        method,
        path,
        payload.equals(Payload.V1.word()) ? Payload.V1 : Payload.V2,
        async,
        proof(form, fresh));
  }

  private Proof proof(FormReader form, boolean fresh) {
    boolean signed = form.has(SIGNATURE);
    String auth =
        form.choice("auth", List.of(TOKEN, "none", SIGNATURE), signed ? SIGNATURE : TOKEN);
    if (signed && !auth.equals(SIGNATURE)) {
      form.invalid(SIGNATURE, "is for routes with \"auth\": \"signature\"");
    }
    return switch (auth) {
      case TOKEN -> new Proof.Token();
      case "none" -> new Proof.Nothing();
      default -> signature(form.object(SIGNATURE), fresh);
    };
  }

  private Proof signature(FormReader form, boolean fresh) {
    String scheme = form.choice("scheme", WebhookScheme.words(), WebhookScheme.STANDARD.word());
    Duration tolerance = Duration.ofSeconds(form.integer("toleranceSeconds", 1, 3_600, 300));
    form.required("secret");
    SecretReference secret = secrets.read(form, "secret", fresh);
    form.refuseUnknown();
    return secret == null
        ? new Proof.Token()
        : new Proof.Signature(WebhookScheme.of(scheme), secret, tolerance);
  }
}
