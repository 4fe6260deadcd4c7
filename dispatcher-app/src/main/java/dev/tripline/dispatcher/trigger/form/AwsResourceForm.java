package dev.tripline.dispatcher.trigger.form;

import dev.tripline.dispatcher.connection.AwsTrust;
import dev.tripline.dispatcher.network.AddressGuard;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// Reads what is beside the ARN of a resource of AWS, or of a server that speaks its protocol: the
/// server's address and the key to it.
public record AwsResourceForm(SecretForm secrets, AwsTrust trust, AddressGuard addresses) {
  private static final String SCHEMES = "https?";

  /// `endpoint`, `accessKeyId` and `secretAccessKey`.
  public AwsResource read(FormReader form, String arn, boolean fresh) {
    URI endpoint = form.uri("endpoint", SCHEMES);
    return at(form, arn, endpoint, "endpoint", fresh);
  }

  /// As [#read], of a resource whose endpoint is known.
  ///
  /// @param member the one that has the endpoint
  public AwsResource at(
      FormReader form, String arn, @Nullable URI endpoint, String member, boolean fresh) {
    AwsResource.AwsKey key = key(form, fresh);
    if (fresh && endpoint != null && !trust.trusts(endpoint)) {
      addresses
          .objection(endpoint)
          .ifPresent(why -> form.invalid(form.has(member) ? member : "endpoint", why));
      if (!form.has("accessKeyId")) {
        form.invalid(
            "accessKeyId",
            "and secretAccessKey are required with an endpoint that is neither AWS's own nor named"
                + " by tripline.aws.endpoints: the dispatcher's own credentials are not sent"
                + " there");
      }
    }
    return new AwsResource(arn, endpoint, key);
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
