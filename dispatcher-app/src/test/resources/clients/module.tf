terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
variable "endpoint" {}
variable "sqs" {}
variable "queue" {}
variable "answer" {}
variable "retries" {}
provider "aws" {
  region                  = "us-east-1"
  skip_metadata_api_check = true
  max_retries             = 1
  endpoints {
    events = var.endpoint
    iam    = var.endpoint
    lambda = var.endpoint
    logs   = var.endpoint
    sns    = var.endpoint
    sqs    = var.sqs
    sts    = var.endpoint
  }
}
data "aws_caller_identity" "here" {}
resource "aws_iam_role" "greeter" {
  name        = "greeter"
  description = "says ${var.answer}"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
  tags = { answer = var.answer }
}
resource "aws_iam_instance_profile" "greeter" {
  name = "greeter"
  role = aws_iam_role.greeter.name
}
resource "aws_iam_role_policy" "logs" {
  name = "logs"
  role = aws_iam_role.greeter.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "logs:*", Resource = "*", Sid = var.answer }]
  })
}
resource "aws_iam_role_policy_attachment" "basic" {
  role       = aws_iam_role.greeter.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}
resource "aws_cloudwatch_log_group" "greeter" {
  name              = "/aws/lambda/greeter"
  retention_in_days = var.answer == "one" ? 7 : 14
  tags              = { answer = var.answer }
}
resource "aws_lambda_code_signing_config" "releases" {
  description = "says ${var.answer}"
  allowed_publishers {
    signing_profile_version_arns = ["arn:aws:signer:us-east-1:000000000000:/signing-profiles/release/abcdef0123"]
  }
  policies {
    untrusted_artifact_on_deployment = "Warn"
  }
}
resource "aws_lambda_layer_version" "words" {
  layer_name          = "words"
  filename            = "layer-${var.answer}.zip"
  source_code_hash    = filebase64sha256("layer-${var.answer}.zip")
  compatible_runtimes = ["python3.12"]
}
resource "aws_lambda_layer_version_permission" "words" {
  layer_name     = aws_lambda_layer_version.words.layer_name
  version_number = aws_lambda_layer_version.words.version
  statement_id   = "everybody"
  action         = "lambda:GetLayerVersion"
  principal      = "*"
}
resource "aws_lambda_function" "greeter" {
  function_name                  = "greeter"
  role                           = aws_iam_role.greeter.arn
  runtime                        = "python3.12"
  handler                        = "index.handler"
  filename                       = "code-${var.answer}.zip"
  source_code_hash               = filebase64sha256("code-${var.answer}.zip")
  code_signing_config_arn        = aws_lambda_code_signing_config.releases.arn
  description                    = "says ${var.answer}"
  layers                         = [aws_lambda_layer_version.words.arn]
  publish                        = true
  reserved_concurrent_executions = 5 + var.retries
  timeout                        = 10
  environment {
    variables = { ANSWER = var.answer }
  }
  tags = { answer = var.answer }
}
resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = aws_lambda_function.greeter.function_name
  function_version = aws_lambda_function.greeter.version
}
resource "aws_lambda_provisioned_concurrency_config" "live" {
  function_name                     = aws_lambda_function.greeter.function_name
  qualifier                         = aws_lambda_alias.live.name
  provisioned_concurrent_executions = 1 + var.retries
}
resource "aws_lambda_function_recursion_config" "greeter" {
  function_name  = aws_lambda_function.greeter.function_name
  recursive_loop = var.answer == "one" ? "Allow" : "Terminate"
}
resource "aws_lambda_runtime_management_config" "greeter" {
  function_name     = aws_lambda_function.greeter.function_name
  update_runtime_on = "Auto"
}
resource "aws_lambda_permission" "topic" {
  statement_id   = "topic-${var.answer}"
  action         = "lambda:InvokeFunction"
  function_name  = aws_lambda_function.greeter.function_name
  qualifier      = aws_lambda_alias.live.name
  principal      = "sns.amazonaws.com"
  source_account = data.aws_caller_identity.here.account_id
  source_arn     = aws_sns_topic.greetings.arn
}
resource "aws_lambda_event_source_mapping" "orders" {
  event_source_arn = var.queue
  function_name    = aws_lambda_alias.live.arn
  batch_size       = 7 + var.retries
  tags             = { answer = var.answer }
}
resource "aws_lambda_function_event_invoke_config" "async" {
  function_name          = aws_lambda_function.greeter.function_name
  qualifier              = aws_lambda_alias.live.name
  maximum_retry_attempts = var.retries
}
resource "aws_sns_topic" "greetings" {
  name         = "greetings"
  display_name = "says ${var.answer}"
  tags         = { answer = var.answer }
}
resource "aws_sns_topic_subscription" "greeter" {
  topic_arn     = aws_sns_topic.greetings.arn
  protocol      = "lambda"
  endpoint      = aws_lambda_alias.live.arn
  filter_policy = jsonencode({ answer = [var.answer] })
}
resource "aws_cloudwatch_event_bus" "shop" {
  name        = "shop"
  description = "says ${var.answer}"
  tags        = { answer = var.answer }
}
resource "aws_cloudwatch_event_rule" "orders" {
  name           = "orders"
  event_bus_name = aws_cloudwatch_event_bus.shop.name
  description    = "says ${var.answer}"
  event_pattern  = jsonencode({ source = [var.answer] })
  tags           = { answer = var.answer }
}
resource "aws_cloudwatch_event_rule" "nightly" {
  name                = "nightly"
  schedule_expression = "cron(${var.retries} 3 * * ? *)"
  state               = var.answer == "one" ? "ENABLED" : "DISABLED"
}
resource "aws_cloudwatch_event_target" "orders" {
  rule           = aws_cloudwatch_event_rule.orders.name
  event_bus_name = aws_cloudwatch_event_bus.shop.name
  target_id      = "greeter"
  arn            = aws_lambda_alias.live.arn
  input_transformer {
    input_paths    = { id = "$.detail.id" }
    input_template = jsonencode({ answer = var.answer, id = "<id>" })
  }
  retry_policy {
    maximum_event_age_in_seconds = 3600
    maximum_retry_attempts       = var.retries
  }
}
resource "aws_cloudwatch_event_target" "nightly" {
  rule      = aws_cloudwatch_event_rule.nightly.name
  target_id = "greeter"
  arn       = aws_lambda_alias.live.arn
  input     = jsonencode({ answer = var.answer })
}
resource "aws_cloudwatch_event_archive" "orders" {
  name             = "orders"
  event_source_arn = aws_cloudwatch_event_bus.shop.arn
  event_pattern    = jsonencode({ source = [var.answer] })
  retention_days   = 7 + var.retries
}
resource "aws_lambda_function_url" "open" {
  function_name      = aws_lambda_function.greeter.function_name
  qualifier          = aws_lambda_alias.live.name
  authorization_type = "NONE"
  cors {
    allow_origins = ["https://shop.example"]
    max_age       = 60 + var.retries
  }
}
