package dev.tripline.cli.template.cloudformation;

import dev.tripline.cli.output.Json;
import dev.tripline.cli.template.Account;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What `Ref` and `Fn::GetAtt` answer for the resources of a template, which nobody has made yet: names are
/// those in the template, or the logical id.
final class Names {
  private static final Map<String, String> NAMED_BY =
      Map.ofEntries(
          Map.entry("AWS::Serverless::Function", "FunctionName"),
          Map.entry("AWS::Lambda::Function", "FunctionName"),
          Map.entry("AWS::Serverless::LayerVersion", "LayerName"),
          Map.entry("AWS::Lambda::LayerVersion", "LayerName"),
          Map.entry("AWS::Serverless::SimpleTable", "TableName"),
          Map.entry("AWS::DynamoDB::Table", "TableName"),
          Map.entry("AWS::SQS::Queue", "QueueName"),
          Map.entry("AWS::SNS::Topic", "TopicName"),
          Map.entry("AWS::S3::Bucket", "BucketName"),
          Map.entry("AWS::IAM::Role", "RoleName"));

  private final Json resources;
  private final Account account;

  Names(Json resources, Account account) {
    this.resources = resources;
    this.account = account;
  }

  String type(String id) {
    return resources.get(id).get("Type").text();
  }

  /// The property that names a resource of this kind.
  static String property(String type) {
    return NAMED_BY.getOrDefault(type, "Name");
  }

  /// @return null if it is known only once the resource is made
  @Nullable String ref(String type, String name) {
    return switch (type) {
      case "AWS::Serverless::LayerVersion", "AWS::Lambda::LayerVersion" ->
          account.arn("lambda", "layer:" + name);
      case "AWS::SNS::Topic" -> account.arn("sns", name);
      case "AWS::SQS::Queue" ->
          "https://sqs.%s.amazonaws.com/%s/%s".formatted(account.region(), account.id(), name);
      case "AWS::Serverless::Function",
          "AWS::Lambda::Function",
          "AWS::Serverless::SimpleTable",
          "AWS::DynamoDB::Table",
          "AWS::S3::Bucket",
          "AWS::Kinesis::Stream",
          "AWS::Events::EventBus",
          "AWS::Events::Rule",
          "AWS::IAM::Role" ->
          name;
      default -> null;
    };
  }

  /// @return null if it is known only once the resource is made
  @Nullable String attribute(String type, String name, String attribute) {
    return switch (type + "." + attribute) {
      case "AWS::Serverless::Function.Arn", "AWS::Lambda::Function.Arn" ->
          account.arn("lambda", "function:" + name);
      case "AWS::SQS::Queue.Arn" -> account.arn("sqs", name);
      case "AWS::SQS::Queue.QueueName", "AWS::SNS::Topic.TopicName", "AWS::Events::EventBus.Name" ->
          name;
      case "AWS::SQS::Queue.QueueUrl" -> ref(type, name);
      case "AWS::SNS::Topic.TopicArn" -> account.arn("sns", name);
      case "AWS::Kinesis::Stream.Arn" -> account.arn("kinesis", "stream/" + name);
      case "AWS::DynamoDB::Table.Arn", "AWS::Serverless::SimpleTable.Arn" ->
          account.arn("dynamodb", "table/" + name);
      case "AWS::Events::EventBus.Arn" -> account.arn("events", "event-bus/" + name);
      case "AWS::IAM::Role.Arn" -> "arn:aws:iam::%s:role/%s".formatted(account.id(), name);
      case "AWS::S3::Bucket.Arn" -> "arn:aws:s3:::" + name;
      default -> null;
    };
  }
}
