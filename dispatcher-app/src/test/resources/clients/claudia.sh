# A function's life by claudia: its endpoint and the keys are in the environment.
set -euo pipefail
mkdir claudia claudia/node_modules && cd claudia
echo '{"name": "claudia-function", "version": "1.0.0", "private": true, "license": "MIT"}' >package.json
write() { echo "exports.handler = async event => ['$1', event];" >index.js; }
called() { claudia test-lambda --version "$1" --event event.json | tr -d ' \n'; }
same() { [[ $1 == *"$2"* ]] || { echo "expected $2, got $1"; exit 1; }; }
echo '{"a": 1}' >event.json

write one
claudia create --region us-east-1 --handler index.handler --runtime nodejs22.x --version live \
  --aws-delay 200 --use-local-dependencies
same "$(called live)" 'ExecutedVersion":"1","Payload":"[\"one\",{\"a\":1}]"'
write two
claudia update --version live --timeout 9 --aws-delay 200 --use-local-dependencies
same "$(called live)" 'ExecutedVersion":"2","Payload":"[\"two\",{\"a\":1}]"'
claudia set-version --version checked
claudia tag --tags made=by-claudia
claudia add-scheduled-event --name claudia --schedule 'rate(1 day)' --event event.json --version live
same "$(claudia list | tr '\t\n' '  ')" '2 '
claudia destroy
echo "walked by claudia $(claudia --version)"
