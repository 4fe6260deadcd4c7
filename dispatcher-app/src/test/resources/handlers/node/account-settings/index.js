// The pattern of the first sample that most people deploy: log everything, call one operation of the SDK.
const { LambdaClient, GetAccountSettingsCommand } = require('@aws-sdk/client-lambda');

const client = new LambdaClient();

exports.handler = async (event, context) => {
  for (const record of event.Records) {
    console.log(record.body);
  }
  console.log('context', JSON.stringify(context));
  const settings = await client.send(new GetAccountSettingsCommand({}));
  return {
    functions: settings.AccountUsage.FunctionCount > 0,
    hurried: context.getRemainingTimeInMillis() < 1000,
    name: context.functionName,
  };
};
