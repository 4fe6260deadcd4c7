# Arguments: the gate, the number of extensions, these, the command of the runtime.
#
# Starts the extensions, waits at the gate until they are registered, and starts the runtime. A second word
# from the gate ends it: the runtime gets SIGTERM and the extensions are waited for. An extension that ends
# before takes the worker with it. What extensions print goes to file descriptor 5.
gate=$1
left=$2
shift 2
stopping=
trap 'exit 217' USR1
while [ "$left" -gt 0 ]; do
  {
    unset _HANDLER AWS_EXECUTION_ENV AWS_LAMBDA_LOG_GROUP_NAME AWS_LAMBDA_LOG_STREAM_NAME \
      AWS_XRAY_CONTEXT_MISSING LAMBDA_RUNTIME_DIR LAMBDA_TASK_ROOT
    "$1" >&5 2>&5 5>&-
    status=$?
    [ "$status" = 0 ] || echo "Extension ${1##*/} ended with exit status $status"
    kill -USR1 $$
  } &
  shift
  left=$((left - 1))
done
exec 5>&-
read -r word <"$gate"
"$@" &
runtime=$!
trap '[ "$stopping" ] || { kill -KILL "$runtime" 2>/dev/null; exit 217; }' USR1
trap 'stopping=yes; kill -TERM "$runtime" 2>/dev/null' USR2
{
  read -r word <"$gate"
  kill -USR2 $$
} &
while :; do
  wait "$runtime"
  status=$?
  kill -0 "$runtime" 2>/dev/null || break
done
[ -z "$stopping" ] || wait
exit "$status"
