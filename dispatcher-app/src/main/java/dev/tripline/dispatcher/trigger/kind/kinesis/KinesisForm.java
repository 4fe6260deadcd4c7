package dev.tripline.dispatcher.trigger.kind.kinesis;

import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.trigger.form.AwsResourceForm;
import dev.tripline.dispatcher.trigger.form.StreamReadingForm;
import java.util.List;

/// Reads a stream of Kinesis.
public record KinesisForm(
    AccountSettings account, AwsResourceForm resources, StreamReadingForm readings) {
  private static final StreamReadingForm.Offer OFFER =
      new StreamReadingForm.Offer(
          KinesisSource.FILTERED,
          List.of("TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"),
          0,
          true,
          false);

  public KinesisSource read(FormReader form, boolean fresh) {
    return new KinesisSource(
        resources.read(form, arn(form), fresh), readings.read(form, OFFER, fresh));
  }

  /// `streamArn`, or the `stream`'s name.
  private String arn(FormReader form) {
    String arn = form.text("streamArn");
    String name = form.text("stream");
    if ((arn == null) == (name == null)) {
      form.invalid("streamArn", "exactly one of streamArn and stream must be given");
    } else if (name != null) {
      if (!name.matches("[A-Za-z0-9_.-]{1,128}")) {
        form.invalid("stream", "must be 1 to 128 letters, digits, dots, hyphens or underscores");
      }
      return "arn:aws:kinesis:%s:%s:stream/%s"
          .formatted(account.region(), account.accountId(), name);
    } else if (arn != null && arn.contains("/consumer/")) {
      form.invalid("streamArn", "names a consumer of enhanced fan-out, which is not offered here");
    } else if (arn != null
        && !arn.matches("arn:[a-z-]+:kinesis:[a-z0-9-]+:\\d{12}:stream/[A-Za-z0-9_.-]{1,128}")) {
      form.invalid("streamArn", "must look like arn:aws:kinesis:REGION:ACCOUNT:stream/NAME");
    }
    return arn == null ? "" : arn;
  }
}
