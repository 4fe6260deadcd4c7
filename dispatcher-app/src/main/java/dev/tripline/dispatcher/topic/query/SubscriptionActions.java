package dev.tripline.dispatcher.topic.query;

import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.dispatcher.topic.Topic;
import dev.tripline.dispatcher.topic.TopicArns;
import dev.tripline.dispatcher.topic.publish.Subscriptions;
import dev.tripline.dispatcher.topic.publish.Subscriptions.Subscription;
import dev.tripline.spi.invocation.FunctionTarget;
import dev.tripline.spi.source.DedupKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The actions on subscriptions. A subscription is a trigger of the kind `topic`, however it was made.
record SubscriptionActions(
    TopicActions topics, Subscriptions subscriptions, Functions functions, TopicArns arns) {
  private static final int PAGE = 100;

  /// A subscription of the same function is answered again, if it has the same attributes.
  byte[] subscribe(TopicCall call) throws InterruptedException {
    QueryForm form = call.form();
    Topic topic = topics.topic(form.required("TopicArn"));
    String protocol = form.required("Protocol");
    if (!protocol.equals("lambda")) {
      throw TopicException.invalid(
          "Protocol Reason: "
              + protocol
              + " is not offered here; functions subscribe by the protocol lambda");
    }
    FunctionTarget function = function(form.required("Endpoint"));
    TopicAccess.requireFunction(call, function.name());
    ObjectNode source = SubscriptionForm.source(topic.name(), form.entries("Attributes"));
    Subscription made =
        same(topic.name(), function).orElseGet(() -> create(topic.name(), function, source));
    if (!form.entries("Attributes").isEmpty() && !SubscriptionForm.isSame(made, source)) {
      throw TopicException.invalid(
          "Attributes Reason: Subscription already exists with different attributes");
    }
    return call.answer(new QueryXml().text("SubscriptionArn", arn(made)));
  }

  private FunctionTarget function(String endpoint) {
    return Optional.of(endpoint)
        .filter(text -> text.startsWith("arn:"))
        .flatMap(functions::parse)
        .filter(functions::existsAnywhere)
        .orElseThrow(() ->
            TopicException.invalid(
                "Endpoint Reason: there is no function "
                    + endpoint
                    + " in this account and region"));
  }

  private Optional<Subscription> same(String topic, FunctionTarget function) {
    return subscriptions.of(topic).stream()
        .filter(one -> one.trigger().function().equals(function))
        .findFirst();
  }

  /// Two calls at once make one: a function has one name for its trigger in each topic.
  private Subscription create(String topic, FunctionTarget function, ObjectNode source) {
    ObjectNode request = JsonNodeFactory.instance.objectNode();
    String key = DedupKey.of(topic + "\n" + endpoint(function)).substring(0, 16);
    request.put("name", "sns-" + topic.substring(0, Math.min(40, topic.length())) + "-" + key);
    request.put("function", endpoint(function));
    request.set("source", source);
    String id = UUID.randomUUID().toString();
    try {
      subscriptions.triggers().create(id, request, Map.of());
    } catch (ApiProblem problem) {
      Optional<Subscription> other = same(topic, function);
      if (other.isPresent()) {
        return other.get();
      }
      throw TopicException.invalid("Attributes Reason: " + problem.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TopicException(TopicException.Code.UNAVAILABLE, "The service is stopping.");
    }
    return subscriptions.find(topic, id).orElseThrow(SubscriptionActions::notThere);
  }

  /// One that is not there has no more to be ended.
  byte[] unsubscribe(TopicCall call) throws InterruptedException {
    String arn = call.form().required("SubscriptionArn");
    TopicArns.Subscription named =
        arns.subscription(arn)
            .orElseThrow(() ->
                TopicException.invalid(
                    "SubscriptionArn Reason: An ARN must have at least 6"
                        + " elements, and be of a subscription"));
    Optional<Subscription> found = subscriptions.find(named.topic(), named.trigger());
    if (found.isPresent()) {
      subscriptions.triggers().delete(found.get().trigger().id());
    }
    return call.done();
  }

  byte[] list(TopicCall call) {
    return page(call, subscriptions.all());
  }

  byte[] listOfTopic(TopicCall call) {
    return page(call, subscriptions.of(topics.topic(call.form().required("TopicArn")).name()));
  }

  private byte[] page(TopicCall call, List<Subscription> all) {
    String after = call.form().text("NextToken");
    List<Subscription> found =
        all.stream()
            .filter(one -> one.trigger().id().compareTo(after) > 0)
            .limit(PAGE + 1)
            .toList();
    List<Subscription> page = found.subList(0, Math.min(PAGE, found.size()));
    QueryXml xml = new QueryXml();
    xml.element(
        "Subscriptions",
        () ->
            page.forEach(one ->
                xml.element(
                    "member",
                    () ->
                        xml.text("SubscriptionArn", arn(one))
                            .text("Owner", arns.account().accountId())
                            .text("Protocol", "lambda")
                            .text("Endpoint", endpoint(one.trigger().function()))
                            .text("TopicArn", arns.topic(one.source().topic())))));
    if (found.size() > PAGE) {
      xml.text("NextToken", page.getLast().trigger().id());
    }
    return call.answer(xml);
  }

  byte[] attributes(TopicCall call) {
    Subscription subscription = subscription(call);
    Map<String, String> all = new TreeMap<>();
    all.put("SubscriptionArn", arn(subscription));
    all.put("TopicArn", arns.topic(subscription.source().topic()));
    all.put("Owner", arns.account().accountId());
    all.put("Protocol", "lambda");
    all.put("Endpoint", endpoint(subscription.trigger().function()));
    all.put("ConfirmationWasAuthenticated", "true");
    all.put("PendingConfirmation", "false");
    all.put("RawMessageDelivery", "false");
    all.put("SubscriptionPrincipal", "arn:aws:iam::" + arns.account().accountId() + ":root");
    all.putAll(SubscriptionForm.attributes(subscription));
    return call.answer(TopicActions.entries(all));
  }

  byte[] setAttribute(TopicCall call) throws InterruptedException {
    Subscription subscription = subscription(call);
    String name = call.form().required("AttributeName");
    String value = call.form().text("AttributeValue");
    ObjectNode change = JsonNodeFactory.instance.objectNode();
    change.set("source", SubscriptionForm.change(name, value));
    try {
      subscriptions.triggers().patch(subscription.trigger().id(), change);
    } catch (ApiProblem problem) {
      throw TopicException.invalid("AttributeValue Reason: " + problem.getMessage());
    }
    return call.done();
  }

  private Subscription subscription(TopicCall call) {
    String arn = call.form().required("SubscriptionArn");
    if (!arn.startsWith("arn:")) {
      throw TopicException.invalid("SubscriptionArn");
    }
    return arns.subscription(arn)
        .flatMap(named -> subscriptions.find(named.topic(), named.trigger()))
        .orElseThrow(SubscriptionActions::notThere);
  }

  private String arn(Subscription subscription) {
    return arns.subscription(subscription.source().topic(), subscription.trigger().id());
  }

  private String endpoint(FunctionTarget function) {
    String arn = arns.account().functionArn(function.name());
    return function.qualifier() == null ? arn : arn + ":" + function.qualifier();
  }

  private static TopicException notThere() {
    return new TopicException(TopicException.Code.NOT_FOUND, "Subscription does not exist");
  }
}
