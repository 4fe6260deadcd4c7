// The oldest style: a callback, and a timer that must not hold the answer back.
exports.onEvent = (event, context, callback) => {
  context.callbackWaitsForEmptyEventLoop = false;
  setTimeout(() => {}, 60_000);
  if (event.fail) {
    callback(new RangeError('as asked'));
    return;
  }
  callback(null, { echoed: event, arn: context.invokedFunctionArn.split(':')[6] });
};
