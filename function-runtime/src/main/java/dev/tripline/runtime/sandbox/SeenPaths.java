package dev.tripline.runtime.sandbox;

import java.io.File;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Lambda's paths in the values of variables (`NODE_OPTIONS=--require /opt/a.js`), put as the function
/// will find them. In a sandbox they are right as they are.
final class SeenPaths {
  private static final Path TASK = Path.of("/var/task");
  private static final Path LAYERS = Path.of("/opt");

  /// A path that begins a word, is in a list or is a file URL.
  private static final Pattern LAMBDA_PATH =
      Pattern.compile(
          "(?:(?<![\\w.~/-])|(?<=file://))(/opt|/var/task)((?:/[^:;,=\\s\"'*]*)?)(?![\\w.~-])");

  private SeenPaths() {}

  /// Only paths of files that are there are changed: another one may mean something else.
  static String in(String value, Sandbox.View view) {
    if (value.indexOf('/') < 0
        || (view.taskRoot().equals(TASK) && view.layersRoot().equals(LAYERS))) {
      return value;
    }
    return LAMBDA_PATH
        .matcher(value)
        .replaceAll(found -> {
          Path root = found.group(1).equals("/opt") ? view.layersRoot() : view.taskRoot();
          boolean there = new File(root + found.group(2)).exists();
          return Matcher.quoteReplacement(there ? root + found.group(2) : found.group());
        });
  }
}
