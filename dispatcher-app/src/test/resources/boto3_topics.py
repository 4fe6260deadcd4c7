"""Publishes by boto3: topics, subscriptions, messages, errors."""
import sys

import boto3
from botocore.exceptions import ClientError

endpoint, key, secret = sys.argv[1:4]
sns = boto3.client(
    "sns",
    endpoint_url=endpoint,
    region_name="us-east-1",
    aws_access_key_id=key,
    aws_secret_access_key=secret,
)

topic = sns.create_topic(Name="boto", Tags=[{"Key": "a", "Value": "b c&d=e"}])["TopicArn"]
assert topic == "arn:aws:sns:us-east-1:000000000000:boto", topic
assert sns.list_tags_for_resource(ResourceArn=topic)["Tags"] == [{"Key": "a", "Value": "b c&d=e"}]
sub = sns.subscribe(
    TopicArn=topic,
    Protocol="lambda",
    Endpoint="arn:aws:lambda:us-east-1:000000000000:function:sink",
    Attributes={"FilterPolicy": '{"kind": ["book"]}'},
    ReturnSubscriptionArn=True,
)["SubscriptionArn"]
assert sub.startswith(topic + ":"), sub
attributes = sns.get_subscription_attributes(SubscriptionArn=sub)["Attributes"]
assert attributes["FilterPolicy"] == '{"kind": ["book"]}', attributes
assert sns.get_topic_attributes(TopicArn=topic)["Attributes"]["SubscriptionsConfirmed"] == "1"
sent = sns.publish(
    TopicArn=topic,
    Message="ünï & <xml> \n\t%+",
    Subject="s",
    MessageAttributes={
        "kind": {"DataType": "String", "StringValue": "book"},
        "raw": {"DataType": "Binary", "BinaryValue": b"\x00\xff"},
    },
)
assert len(sent["MessageId"]) == 36, sent
batch = sns.publish_batch(
    TopicArn=topic,
    PublishBatchRequestEntries=[{"Id": str(i), "Message": "m%d" % i} for i in range(10)],
)
assert len(batch["Successful"]) == 10 and not batch.get("Failed"), batch
for call, code in (
    (lambda: sns.publish(TopicArn=topic + "-not", Message="m"), "NotFound"),
    (lambda: sns.publish(TopicArn=topic, Message="m", Subject="x" * 101), "InvalidParameter"),
    (lambda: sns.publish(PhoneNumber="+491701234567", Message="m"), "InvalidParameter"),
    (
        lambda: sns.publish_batch(
            TopicArn=topic,
            PublishBatchRequestEntries=[{"Id": "a", "Message": "1"}, {"Id": "a", "Message": "2"}],
        ),
        "BatchEntryIdsNotDistinct",
    ),
    (lambda: sns.get_subscription_attributes(SubscriptionArn=topic + ":x"), "NotFound"),
):
    try:
        call()
        raise AssertionError("expected " + code)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, error.response
assert [s["SubscriptionArn"] for s in sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]] == [sub]
sns.unsubscribe(SubscriptionArn=sub)
sns.delete_topic(TopicArn=topic)
assert topic not in [t["TopicArn"] for t in sns.list_topics()["Topics"]]
print("topics session complete")
