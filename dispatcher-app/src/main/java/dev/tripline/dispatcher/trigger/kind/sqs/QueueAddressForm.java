package dev.tripline.dispatcher.trigger.kind.sqs;

import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.trigger.form.AwsResource;
import dev.tripline.dispatcher.trigger.form.AwsResourceForm;
import java.net.URI;

/// Reads what names a queue: `queueArn`, or `queueUrl` as SQS answers it,
/// `http://host:port/ACCOUNT/NAME`, of which an ARN is made.
public record QueueAddressForm(AccountSettings account, AwsResourceForm resources) {
  private static final String SCHEMES = "https?";

  AwsResource read(FormReader form, boolean fresh) {
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
    String member = url == null ? "endpoint" : "queueUrl";
    return resources.at(form, arn == null ? "" : arn, endpoint, member, fresh);
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
}
