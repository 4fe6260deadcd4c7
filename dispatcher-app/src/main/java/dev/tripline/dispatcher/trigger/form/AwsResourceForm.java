package dev.tripline.dispatcher.trigger.form;

import dev.tripline.dispatcher.function.AccountSettings;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.secret.reference.SecretReference;
import dev.tripline.dispatcher.trigger.TriggerSource;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/// Reads what names a queue or stream of AWS, or of a server that speaks its protocol: an ARN, or a
/// plain address of which an ARN is made.
record AwsResourceForm(AccountSettings account, SecretForm secrets) {
  private static final String SCHEMES = "https?";

  /// `queueArn`, or `queueUrl` as SQS answers it: `http://host:port/ACCOUNT/NAME`.
  TriggerSource.AwsResource queue(FormReader form, boolean fresh) {
    String arn = form.text("queueArn");
    URI url = form.uri("queueUrl", SCHEMES);
    URI endpoint = form.uri("endpoint", SCHEMES);
    if ((arn == null) == !form.has("queueUrl")) {
      form.invalid("queueArn", "exactly one of queueArn and queueUrl must be given");
    }
    if (arn != null && !arn.matches("arn:[a-z-]+:sqs:[a-z0-9-]+:\\d{12}:[A-Za-z0-9_.-]{1,85}")) {
      form.invalid("queueArn", "must look like arn:aws:sqs:REGION:ACCOUNT:QUEUE");
    }
    if (url != null) {
      if (endpoint != null) {
        form.invalid("endpoint", "is the queueUrl's and must not be given as well");
      }
      endpoint = endpoint(url);
      arn = arn(form, url);
    }
    return new TriggerSource.AwsResource(arn == null ? "" : arn, endpoint, key(form, fresh));
  }

  private static URI endpoint(URI url) {
    return URI.create(
        url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort()));
  }

  private String arn(FormReader form, URI url) {
    String[] path = url.getPath().split("/", -1);
    if (path.length != 3
        || !path[1].matches("[A-Za-z0-9]+")
        || !path[2].matches("[A-Za-z0-9_.-]{1,85}")) {
      form.invalid("queueUrl", "must end in /ACCOUNT/QUEUE");
      return "";
    }
    String[] host = url.getHost().split("\\.", -1);
    boolean aws = host.length >= 4 && host[0].equals("sqs") && host[2].equals("amazonaws");
    String accountId = path[1].matches("\\d{12}") ? path[1] : account.accountId();
    return "arn:aws:sqs:%s:%s:%s".formatted(aws ? host[1] : account.region(), accountId, path[2]);
  }

  /// `streamArn`, or for Kinesis the `stream`'s name.
  TriggerSource.AwsResource kinesis(FormReader form, boolean fresh) {
    String arn = form.text("streamArn");
    String name = form.text("stream");
    if ((arn == null) == (name == null)) {
      form.invalid("streamArn", "exactly one of streamArn and stream must be given");
    } else if (name != null) {
      if (!name.matches("[A-Za-z0-9_.-]{1,128}")) {
        form.invalid("stream", "must be 1 to 128 letters, digits, dots, hyphens or underscores");
      }
      arn =
          "arn:aws:kinesis:%s:%s:stream/%s".formatted(account.region(), account.accountId(), name);
    } else if (arn != null && arn.contains("/consumer/")) {
      form.invalid("streamArn", "names a consumer of enhanced fan-out, which is not offered here");
    } else if (arn != null
        && !arn.matches("arn:[a-z-]+:kinesis:[a-z0-9-]+:\\d{12}:stream/[A-Za-z0-9_.-]{1,128}")) {
      form.invalid("streamArn", "must look like arn:aws:kinesis:REGION:ACCOUNT:stream/NAME");
    }
    return new TriggerSource.AwsResource(
        arn == null ? "" : arn, form.uri("endpoint", SCHEMES), key(form, fresh));
  }

  TriggerSource.AwsResource table(FormReader form, boolean fresh) {
    String arn = form.required("streamArn");
    if (!arn.isEmpty()
        && !arn.matches(
            "arn:[a-z-]+:dynamodb:[a-z0-9-]+:\\d{12}:table/[A-Za-z0-9_.-]+/stream/.+")) {
      form.invalid(
          "streamArn",
          "must look like"
              + " arn:aws:dynamodb:REGION:ACCOUNT:table/TABLE/stream/2026-01-31T00:00:00.000");
    }
    return new TriggerSource.AwsResource(arn, form.uri("endpoint", SCHEMES), key(form, fresh));
  }

  private TriggerSource.@Nullable AwsKey key(FormReader form, boolean fresh) {
    String id = form.text("accessKeyId");
    SecretReference secret = secrets.read(form, "secretAccessKey", fresh);
    if ((id == null) != !form.has("secretAccessKey")) {
      form.invalid("accessKeyId", "and secretAccessKey are given together or not at all");
    }
    return id == null || secret == null ? null : new TriggerSource.AwsKey(id, secret);
  }
}
