// A function's life by AWS's SDK for JavaScript: ENDPOINT and the keys are in the environment.
const assert = require('node:assert/strict');
const { readFileSync } = require('node:fs');
const lambda = require('@aws-sdk/client-lambda');

const client = new lambda.LambdaClient({ endpoint: process.env.ENDPOINT });
const FunctionName = 'javascript';
const call = (command, input) => client.send(new lambda[command + 'Command'](input));
const waiter = { client, maxWaitTime: 60, minDelay: 1 };

async function invoke(payload, more) {
  const answer = await call('Invoke', { FunctionName, Payload: JSON.stringify(payload), ...more });
  return { ...answer, payload: JSON.parse(Buffer.from(answer.Payload ?? 'null').toString()) };
}

async function streamed(payload, Qualifier) {
  const answer = await call('InvokeWithResponseStream', {
    FunctionName, Qualifier, Payload: JSON.stringify(payload),
  });
  const parts = [];
  for await (const event of answer.EventStream) {
    if (event.PayloadChunk) parts.push(Buffer.from(event.PayloadChunk.Payload));
    if (event.InvokeComplete) assert.equal(event.InvokeComplete.ErrorCode, undefined);
  }
  return JSON.parse(Buffer.concat(parts).toString());
}

async function main() {
  const made = await call('CreateFunction', {
    FunctionName, Runtime: 'python3.12', Handler: 'index.handler', Tags: { made: 'by the SDK' },
    Role: 'arn:aws:iam::000000000000:role/javascript', Code: { ZipFile: readFileSync('one.zip') },
  });
  assert.equal(made.Version, '$LATEST');
  await lambda.waitUntilFunctionActiveV2(waiter, { FunctionName });
  assert.deepEqual((await invoke({ a: 1 })).payload, ['one', '$LATEST', { a: 1 }]);
  await assert.rejects(
    call('CreateAlias', { FunctionName, Name: 'live', FunctionVersion: '7' }),
    lambda.ResourceNotFoundException);

  await call('UpdateFunctionConfiguration', { FunctionName, Timeout: 9 });
  await lambda.waitUntilFunctionUpdatedV2(waiter, { FunctionName });
  await call('UpdateFunctionCode', { FunctionName, ZipFile: readFileSync('two.zip') });
  await lambda.waitUntilFunctionUpdatedV2(waiter, { FunctionName });
  const told = await call('GetFunction', { FunctionName });
  assert.equal(told.Configuration.Timeout, 9);
  assert.deepEqual(told.Tags, { made: 'by the SDK' });

  assert.equal((await call('PublishVersion', { FunctionName })).Version, '1');
  await call('CreateAlias', { FunctionName, Name: 'live', FunctionVersion: '1' });
  const answer = await invoke('ü', { Qualifier: 'live', LogType: 'Tail' });
  assert.deepEqual(answer.payload, ['two', '1', 'ü']);
  assert.match(Buffer.from(answer.LogResult, 'base64').toString(), /^END RequestId: /m);
  assert.equal((await invoke('fail')).payload.errorType, 'ValueError');
  assert.equal((await invoke({}, { InvocationType: 'Event' })).StatusCode, 202);
  assert.deepEqual(await streamed([2], 'live'), ['two', '1', [2]]);
  const versions = [];
  for await (const page of lambda.paginateListVersionsByFunction({ client, pageSize: 1 }, { FunctionName })) {
    versions.push(...page.Versions.map(one => one.Version));
  }
  assert.deepEqual(versions, ['$LATEST', '1']);

  const Qualifier = 'live';
  const url = (await call('CreateFunctionUrlConfig', { FunctionName, Qualifier, AuthType: 'NONE' })).FunctionUrl;
  await call('AddPermission', {
    FunctionName, Qualifier, StatementId: 'open', Principal: '*',
    Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE',
  });
  assert.deepEqual((await (await fetch(url)).json()).slice(0, 2), ['two', '1']);
  await call('DeleteFunctionUrlConfig', { FunctionName, Qualifier });
  assert.equal((await fetch(url)).status, 403);

  await call('DeleteAlias', { FunctionName, Name: 'live' });
  await call('DeleteFunction', { FunctionName });
  await assert.rejects(call('GetFunction', { FunctionName }), lambda.ResourceNotFoundException);
  console.log('walked by the SDK for JavaScript', require('@aws-sdk/client-lambda/package.json').version);
}

main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});
