package dev.tripline.runtime.sandbox;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Environment variables as a script of `/bin/sh`, which may be dash, bash or busybox.
final class ShellVariables {
  private static final Pattern ORDINARY = Pattern.compile("[A-Za-z][A-Za-z0-9_]*|_[A-Za-z0-9_]+");

  /// Names that one of the shells gives a meaning of its own or lets nobody set.
  private static final Set<String> SHELLS_OWN =
      Set.of(
          "BASHOPTS",
          "EUID",
          "FUNCNAME",
          "GROUPS",
          "HISTCMD",
          "IFS",
          "LINENO",
          "OLDPWD",
          "OPTIND",
          "POSIXLY_CORRECT",
          "PPID",
          "PS1",
          "PS4",
          "PWD",
          "RANDOM",
          "SECONDS",
          "SHELLOPTS",
          "UID");

  private ShellVariables() {}

  /// The definition that [#script] relies on.
  static final String LINE_END = "nl='\n'\n";

  /// A script of one line that exports the variables. Those that the shell cannot export it puts before
  /// the command in the positional parameters, as arguments of `env`.
  static byte[] script(Map<String, String> variables) {
    StringBuilder exports = new StringBuilder();
    StringBuilder arguments = new StringBuilder();
    variables.forEach((name, value) -> {
      if (ORDINARY.matcher(name).matches()
          && !SHELLS_OWN.contains(name)
          && !name.startsWith("BASH_")) {
        exports.append("export ").append(name).append('=').append(quoted(value)).append(';');
      } else {
        arguments.append(' ').append(quoted(name + "=" + value));
      }
    });
    if (!arguments.isEmpty()) {
      exports.append("set -- /usr/bin/env").append(arguments).append(" \"$@\"");
    }
    return exports.append('\n').toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''").replace("\n", "'\"$nl\"'") + "'";
  }
}
