package dev.tripline.testkit.process;

/// A client for a worker's Runtime API in bash, which can open connections itself.
public final class BashClient {
  /// Defines `request METHOD PATH BODY HEADERS`, which leaves the answer's body in `body` and its head in
  /// `head`, and `header NAME`, which prints one of the head; the further headers are `Name: value\\r\\n` each.
  public static final String FUNCTIONS =
      """
      LC_ALL=C
      request() {
        exec 5<>"/dev/tcp/${AWS_LAMBDA_RUNTIME_API%%:*}/${AWS_LAMBDA_RUNTIME_API##*:}"
        printf '%s %s HTTP/1.1\\r\\nHost: x\\r\\n%bContent-Length: %d\\r\\n\\r\\n%s' \\
          "$1" "$2" "${4:-}" "${#3}" "$3" >&5
        head= length=0
        while IFS= read -r line <&5; do
          line=${line%$'\\r'}
          [ -n "$line" ] || break
          head+="$line"$'\\n'
          [[ $line != Content-Length:* ]] || length=${line#*: }
        done
        body=
        [ "$length" = 0 ] || IFS= read -r -N "$length" body <&5
        exec 5>&-
      }
      header() { while IFS= read -r line; do [[ $line != "$1: "* ]] || echo "${line#*: }"; done <<<"$head"; }
      call() { request "$1" "/2018-06-01/runtime/$2" "$3" "${4:-}"; }
      """;

  private BashClient() {}
}
