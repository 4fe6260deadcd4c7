# A function's life by the AWS CLI: ENDPOINT and the keys are in the environment, one.zip and two.zip here.
set -euo pipefail
export AWS_PAGER=

here() { aws --endpoint-url "$ENDPOINT" --output text lambda "$@"; }
same() { [ "$1" = "$2" ] || { echo "expected $2, got $1"; exit 1; }; }
refused() { # CODE COMMAND...
  local code=$1 said
  shift
  if said=$(here "$@" 2>&1) || [[ $said != *"($code)"* ]]; then
    echo "expected $code, got $said"
    exit 1
  fi
}
called() { # PAYLOAD [OPTION...]
  printf %s "$1" >payload.json
  shift
  here invoke --function-name cli --payload fileb://payload.json "$@" answer.json \
    --query '[StatusCode,FunctionError]'
  cat answer.json
}
new=(create-function --function-name cli --runtime python3.12 --handler index.handler
  --role arn:aws:iam::000000000000:role/cli --zip-file fileb://one.zip)

same "$(here "${new[@]}" --tags made=by-cli --environment 'Variables={FIRST=1,SECOND=2}' \
  --query '[FunctionName,Version,Environment.Variables.SECOND]')" $'cli\t$LATEST\t2'
here wait function-active-v2 --function-name cli
refused ResourceConflictException "${new[@]}"
same "$(called '{"a":1}')" $'200\tNone\n["one", "$LATEST", {"a": 1}]'

here update-function-configuration --function-name cli --timeout 9 --description changed >told
here wait function-updated-v2 --function-name cli
here update-function-code --function-name cli --zip-file fileb://two.zip >told
here wait function-updated-v2 --function-name cli
same "$(here get-function --function-name cli \
  --query '[Configuration.Timeout,Configuration.Description,Tags.made]')" $'9\tchanged\tby-cli'

same "$(here publish-version --function-name cli --query Version)" 1
same "$(here create-alias --function-name cli --name live --function-version 1 --query Name)" live
same "$(called '"ü"' --qualifier live)" $'200\tNone\n["two", "1", "ü"]'
same "$(called '"fail"' --qualifier live | head -1)" $'200\tUnhandled'

url=$(here create-function-url-config --function-name cli --qualifier live --auth-type NONE \
  --query FunctionUrl)
here add-permission --function-name cli --qualifier live --statement-id open --principal '*' \
  --action lambda:InvokeFunctionUrl --function-url-auth-type NONE >told
[[ $(curl -sf "$url") == '["two","1",'* ]] || { echo "no answer of $url"; exit 1; }
here delete-function-url-config --function-name cli --qualifier live
same "$(curl -s -o /dev/null -w '%{http_code}' "$url")" 403

here delete-alias --function-name cli --name live
here delete-function --function-name cli >told
refused ResourceNotFoundException get-function --function-name cli
echo "walked by $(aws --version 2>&1)"
