# For scripts that look for a Java 25.

is_java_25() {
  [ -x "$1/bin/java" ] && grep -qsE '^JAVA_VERSION="25([."+-]|$)' "$1/release"
}

# Prints JAVA_HOME if that is set, otherwise the home of the first Java 25 in the usual places.
java_home() {
  if [ -n "${JAVA_HOME:-}" ]; then
    echo "$JAVA_HOME"
    return
  fi
  on_path=$(command -v java || true)
  for home in "${on_path:+$(dirname "$(dirname "$(readlink -f "$on_path")")")}" /usr/lib/jvm/* /opt/*; do
    if [ -n "$home" ] && is_java_25 "$home"; then
      echo "$home"
      return
    fi
  done
  echo "${0##*/}: no Java 25 on the PATH, in /usr/lib/jvm or /opt." >&2
  return 1
}
