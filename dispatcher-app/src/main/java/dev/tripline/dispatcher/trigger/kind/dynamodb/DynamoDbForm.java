package dev.tripline.dispatcher.trigger.kind.dynamodb;

import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.trigger.form.AwsResourceForm;
import dev.tripline.dispatcher.trigger.form.StreamReadingForm;
import java.util.List;

/// Reads the stream of a DynamoDB table.
public record DynamoDbForm(AwsResourceForm resources, StreamReadingForm readings) {
  private static final StreamReadingForm.Offer OFFER =
      new StreamReadingForm.Offer(
          DynamoDbSource.FILTERED, List.of("TRIM_HORIZON", "LATEST"), 0, true, false);

  public DynamoDbSource read(FormReader form, boolean fresh) {
    return new DynamoDbSource(
        resources.read(form, arn(form), fresh), readings.read(form, OFFER, fresh));
  }

  private static String arn(FormReader form) {
    String arn = form.required("streamArn");
    if (!arn.isEmpty()
        && !arn.matches(
            "arn:[a-z-]+:dynamodb:[a-z0-9-]+:\\d{12}:table/[A-Za-z0-9_.-]+/stream/.+")) {
      form.invalid(
          "streamArn",
          "must look like"
              + " arn:aws:dynamodb:REGION:ACCOUNT:table/TABLE/stream/2026-01-31T00:00:00.000");
    }
    return arn;
  }
}
