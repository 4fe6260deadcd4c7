# Called with the event as its argument; prints the answer.
greet() {
  echo "Hello from $AWS_LAMBDA_FUNCTION_NAME" >&2
  printf '{"greeting":"hello","event":%s}' "$1"
}
