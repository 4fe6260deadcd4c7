# Deploys a function by node-lambda: its endpoint and the keys are in the environment, its word is given.
set -euo pipefail
mkdir -p node-lambda && cd node-lambda
echo "exports.handler = async event => ['$1', process.env.WORD, event];" >index.js
echo "WORD=$1" >deploy.env
echo '{"ScheduleEvents": [{"ScheduleName": "node-lambda", "ScheduleState": "ENABLED",
  "ScheduleExpression": "rate(1 day)"}]}' >sources.json
node-lambda deploy --endpoint "$ENDPOINT" --region us-east-1 --functionName node-lambda \
  --role arn:aws:iam::000000000000:role/node-lambda --runtime nodejs22.x --publish true \
  --prebuiltDirectory . --configFile deploy.env --eventSourceFile sources.json \
  --retentionInDays 7 --tags made=by-node-lambda
