package dev.tripline.dispatcher.trigger.form;

import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// Reads what is beside the ARN of a resource of AWS, or of a server that speaks its protocol: the
/// server's address and the key to it.
public record AwsResourceForm(SecretForm secrets) {
  private static final String SCHEMES = "https?";

  /// `endpoint`, `accessKeyId` and `secretAccessKey`.
  public AwsResource read(FormReader form, String arn, boolean fresh) {
    return at(form, arn, form.uri("endpoint", SCHEMES), fresh);
  }

  /// As [#read], of a resource whose endpoint is known.
  public AwsResource at(FormReader form, String arn, @Nullable URI endpoint, boolean fresh) {
    return new AwsResource(arn, endpoint, key(form, fresh));
  }

  private AwsResource.@Nullable AwsKey key(FormReader form, boolean fresh) {
    String id = form.text("accessKeyId");
    SecretReference secret = secrets.read(form, "secretAccessKey", fresh);
    if ((id == null) != !form.has("secretAccessKey")) {
      form.invalid("accessKeyId", "and secretAccessKey are given together or not at all");
    }
    return id == null || secret == null ? null : new AwsResource.AwsKey(id, secret);
  }
}
