package dev.tripline.dispatcher.trigger.form;

import dev.tripline.delivery.filter.EventFilters;
import dev.tripline.dispatcher.connection.ConnectionSettings;
import dev.tripline.dispatcher.function.AccountSettings;
import dev.tripline.dispatcher.rest.FieldError;
import dev.tripline.dispatcher.rest.FormReader;
import dev.tripline.dispatcher.secret.SecretRules;
import dev.tripline.dispatcher.trigger.TriggerSettings;
import dev.tripline.dispatcher.trigger.TriggerSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Reads the `source` of a trigger: which kind it is, and what that kind needs.
public final class SourceForm {
  private final RabbitForm rabbit;
  private final SqsForm sqs;
  private final KafkaForm kafka;
  private final AwsStreamForm awsStreams;
  private final FolderForm folders;

  public SourceForm(Surroundings here) {
    var secrets = new SecretForm(here.secrets());
    var filters = new FilterForm(here.filters());
    var resources = new AwsResourceForm(here.account(), secrets);
    var readings = new StreamReadingForm(filters);
    this.rabbit = new RabbitForm(here.connections(), secrets, filters);
    this.sqs = new SqsForm(resources, filters);
    this.kafka = new KafkaForm(here.connections(), secrets, readings);
    this.awsStreams = new AwsStreamForm(resources, readings);
    this.folders = new FolderForm(here.triggers());
  }

  /// What forms refer to.
  public record Surroundings(
      TriggerSettings triggers,
      ConnectionSettings connections,
      AccountSettings account,
      SecretRules secrets,
      EventFilters filters) {}

  /// The members that say what is read: with another value it would be another trigger, which does
  /// not go on where this one stopped.
  static Set<String> identity(String kind) {
    return switch (kind) {
      case "sqs" -> Set.of("queueArn", "queueUrl");
      case "kafka" -> Set.of("topic", "consumerGroup", "startingPosition", "startingTimestamp");
      case "kinesis", "dynamodb" ->
          Set.of("streamArn", "stream", "startingPosition", "startingTimestamp");
      default -> Set.of();
    };
  }

  /// What a stored form means. What it names need not be there at the moment.
  ///
  /// @throws InvalidTriggerException if it means nothing
  public TriggerSource stored(ObjectNode form) {
    List<FieldError> errors = new ArrayList<>();
    TriggerSource source = read(new FormReader(form, "source.", errors), "", false);
    if (source == null || !errors.isEmpty()) {
      throw new InvalidTriggerException(errors);
    }
    return source;
  }

  /// Null if the kind is unknown; other errors are left with the reader.
  ///
  /// @param id of the trigger
  /// @param fresh whether what it names must be there: false for what was accepted before
  @Nullable TriggerSource read(FormReader form, String id, boolean fresh) {
    String kind = form.required("kind");
    TriggerSource source =
        switch (kind) {
          case "rabbitmq" -> rabbit.read(form, fresh);
          case "sqs" -> sqs.read(form, fresh);
          case "kafka" -> kafka.read(form, id, fresh);
          case "kinesis" -> awsStreams.kinesis(form, fresh);
          case "dynamodb" -> awsStreams.dynamoDb(form, fresh);
          case "folder" -> folders.read(form, fresh);
          case "http" -> new TriggerSource.CloudEvents();
          case "" -> null;
          default -> {
            form.invalid("kind", "must be rabbitmq, sqs, kafka, kinesis, dynamodb, folder or http");
            yield null;
          }
        };
    if (source != null) {
      form.refuseUnknown();
    }
    return source;
  }
}
