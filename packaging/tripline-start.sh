# For scripts that run the command line.

# start HOME JAR CACHE [ARGUMENT…]: becomes the command line, by the Java in HOME. CACHE is a file of loaded
# classes, made if it is not there or older than the jar; empty for none. Without one it runs slower.
start() {
  home=$1 jar=$2 cache=$3
  shift 3
  # Names of files and arguments are UTF-8.
  case ${LC_ALL:-${LC_CTYPE:-${LANG:-C}}} in
    C | POSIX) export LC_ALL=C.UTF-8 ;;
  esac
  options="-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData"
  if [ -n "$cache" ] && { [ ! -f "$cache" ] || [ "$jar" -nt "$cache" ]; }; then
    made=$(mktemp "$cache.XXXXXX" 2>/dev/null) || made=
    if [ -n "$made" ]; then
      # Loads what calls load: all commands, for the sake of a function called `completion`, the signer, and
      # the client, which finds nobody there.
      # shellcheck disable=SC2086
      AWS_ACCESS_KEY_ID=none AWS_SECRET_ACCESS_KEY=none "$home/bin/java" $options \
        -XX:AOTCacheOutput="$made" -jar "$jar" invoke completion --endpoint http://127.0.0.1:1 \
        >/dev/null 2>&1 </dev/null || true
      if [ -s "$made" ]; then mv -f "$made" "$cache"; else rm -f "$made"; fi
    fi
  fi
  # One that is not there would be told as an error.
  if [ -f "$cache" ]; then options="$options -Xlog:aot=off -Xlog:cds=off"; else cache=; fi
  # shellcheck disable=SC2086
  exec "$home/bin/java" $options ${cache:+"-XX:AOTCache=$cache"} -jar "$jar" "$@"
}
