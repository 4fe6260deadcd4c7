package dev.tripline.dispatcher.trigger.form;

import dev.tripline.delivery.filter.FilteredSource;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.trigger.TriggerSource;
import java.util.List;

/// Reads a stream of Kinesis or of DynamoDB.
record AwsStreamForm(AwsResourceForm resources, StreamReadingForm readings) {

  TriggerSource kinesis(FormReader form, boolean fresh) {
    return new TriggerSource.KinesisStream(
        resources.kinesis(form, fresh),
        readings.aws(
            form,
            FilteredSource.KINESIS,
            List.of("TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"),
            fresh));
  }

  TriggerSource dynamoDb(FormReader form, boolean fresh) {
    return new TriggerSource.DynamoDbStream(
        resources.table(form, fresh),
        readings.aws(form, FilteredSource.DYNAMODB, List.of("TRIM_HORIZON", "LATEST"), fresh));
  }
}
