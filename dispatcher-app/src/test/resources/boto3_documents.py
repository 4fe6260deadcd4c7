"""What templates make beside functions: roles and log groups, by boto3 and nothing else."""
import json
import sys

import boto3

endpoint, key, secret = sys.argv[1:]


def client(service):
    return boto3.client(
        service, endpoint_url=endpoint, region_name="us-east-1",
        aws_access_key_id=key, aws_secret_access_key=secret)


identity = client("sts").get_caller_identity()
assert identity["Account"] == "000000000000", identity

iam = client("iam")
trust = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow"}]})
made = iam.create_role(
    RoleName="worker", AssumeRolePolicyDocument=trust, Description="a & b <c>",
    Tags=[{"Key": "team", "Value": "x y"}])["Role"]
assert made["Arn"] == "arn:aws:iam::000000000000:role/worker", made
role = iam.get_role(RoleName="worker")["Role"]
assert role["AssumeRolePolicyDocument"] == json.loads(trust), role
assert role["Description"] == "a & b <c>", role
assert role["Tags"] == [{"Key": "team", "Value": "x y"}], role
assert role["CreateDate"] == made["CreateDate"]
try:
    iam.create_role(RoleName="worker", AssumeRolePolicyDocument=trust)
    raise AssertionError("a role is made twice")
except iam.exceptions.EntityAlreadyExistsException:
    pass
policy = {"Statement": [{"Action": "logs:*"}]}
iam.put_role_policy(RoleName="worker", PolicyName="logs", PolicyDocument=json.dumps(policy))
assert iam.list_role_policies(RoleName="worker")["PolicyNames"] == ["logs"]
assert iam.get_role_policy(RoleName="worker", PolicyName="logs")["PolicyDocument"] == policy
arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
iam.attach_role_policy(RoleName="worker", PolicyArn=arn)
assert iam.list_attached_role_policies(RoleName="worker")["AttachedPolicies"] == [
    {"PolicyName": "AWSLambdaBasicExecutionRole", "PolicyArn": arn}]
assert iam.update_role_description(
    RoleName="worker", Description="other")["Role"]["Description"] == "other"
try:
    iam.delete_role(RoleName="worker")
    raise AssertionError("a role with policies is deleted")
except iam.exceptions.DeleteConflictException:
    pass
iam.detach_role_policy(RoleName="worker", PolicyArn=arn)
iam.delete_role_policy(RoleName="worker", PolicyName="logs")

assert iam.list_instance_profiles_for_role(RoleName="worker")["InstanceProfiles"] == []
made = iam.create_instance_profile(InstanceProfileName="machine", Path="/of/")["InstanceProfile"]
assert made["Arn"] == "arn:aws:iam::000000000000:instance-profile/of/machine", made
iam.add_role_to_instance_profile(InstanceProfileName="machine", RoleName="worker")
try:
    iam.add_role_to_instance_profile(InstanceProfileName="machine", RoleName="worker")
    raise AssertionError("an instance profile has two roles")
except iam.exceptions.LimitExceededException:
    pass
for delete, name in (
        (iam.delete_role, {"RoleName": "worker"}),
        (iam.delete_instance_profile, {"InstanceProfileName": "machine"})):
    try:
        delete(**name)
        raise AssertionError("what is in use is deleted")
    except iam.exceptions.DeleteConflictException:
        pass
held = iam.list_instance_profiles_for_role(RoleName="worker")["InstanceProfiles"]
assert held == [iam.get_instance_profile(InstanceProfileName="machine")["InstanceProfile"]], held
assert [role["Arn"] for role in held[0]["Roles"]] == ["arn:aws:iam::000000000000:role/worker"], held
iam.remove_role_from_instance_profile(InstanceProfileName="machine", RoleName="worker")
iam.delete_instance_profile(InstanceProfileName="machine")
try:
    iam.get_instance_profile(InstanceProfileName="machine")
    raise AssertionError("a deleted instance profile is there")
except iam.exceptions.NoSuchEntityException:
    pass
iam.delete_role(RoleName="worker")
try:
    iam.get_role(RoleName="worker")
    raise AssertionError("a deleted role is there")
except iam.exceptions.NoSuchEntityException:
    pass

logs = client("logs")
logs.create_log_group(logGroupName="/aws/lambda/worker", tags={"team": "x"})
try:
    logs.create_log_group(logGroupName="/aws/lambda/worker")
    raise AssertionError("a log group is made twice")
except logs.exceptions.ResourceAlreadyExistsException:
    pass
logs.put_retention_policy(logGroupName="/aws/lambda/worker", retentionInDays=14)
group = logs.describe_log_groups(logGroupNamePrefix="/aws/lambda/w")["logGroups"][0]
assert group["retentionInDays"] == 14, group
assert group["arn"] == "arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/worker:*", group
assert logs.list_tags_log_group(logGroupName="/aws/lambda/worker")["tags"] == {"team": "x"}
logs.delete_log_group(logGroupName="/aws/lambda/worker")
assert logs.describe_log_groups()["logGroups"] == []

wrong = boto3.client(
    "iam", endpoint_url=endpoint, region_name="us-east-1",
    aws_access_key_id=key, aws_secret_access_key="wrong" + secret)
try:
    wrong.list_roles()
    raise AssertionError("a wrong signature is accepted")
except wrong.exceptions.ClientError as e:
    assert e.response["Error"]["Code"] == "SignatureDoesNotMatch", e
print("boto3 documents complete")
