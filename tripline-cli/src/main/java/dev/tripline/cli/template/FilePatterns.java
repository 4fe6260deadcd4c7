package dev.tripline.cli.template;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Which files of a directory are packed, as the Serverless Framework says it: globs in their order, of which
/// the last one that fits a file counts; those that begin with `!` leave out. A file that fits none is
/// packed. Files `.env*` are packed only by globs that name them.
public final class FilePatterns {
  private static final int LONGEST = 500;

  /// Of bash, such as `!(a|b)`, which Java's globs take for letters.
  private static final Pattern EXTENDED = Pattern.compile("[!?+*@]\\(");

  private final List<Rule> rules;

  /// @param patterns those that are no globs count for nothing, see [#isGlob]
  public FilePatterns(List<String> patterns) {
    rules = patterns.stream().map(FilePatterns::rule).flatMap(Optional::stream).toList();
  }

  private record Rule(boolean packs, PathMatcher glob, boolean namesSecrets) {}

  /// Whether a pattern, with or without `!`, can be read.
  public static boolean isGlob(String pattern) {
    return rule(pattern).isPresent();
  }

  /// @param file relative to the directory
  boolean take(Path file) {
    Path name = file.getFileName();
    boolean secret = name != null && name.toString().startsWith(".env");
    return rules.reversed().stream()
        .filter(rule -> !(secret && rule.packs && !rule.namesSecrets))
        .filter(rule -> rule.glob.matches(file))
        .findFirst()
        .map(Rule::packs)
        .orElse(!secret);
  }

  private static Optional<Rule> rule(String pattern) {
    boolean packs = !pattern.startsWith("!");
    String glob = (packs ? pattern : pattern.substring(1)).replaceFirst("^\\./", "");
    if (glob.length() > LONGEST || EXTENDED.matcher(glob).find()) {
      return Optional.empty();
    }
    try {
      PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + anyDepth(glob));
      return Optional.of(new Rule(packs, matcher, glob.contains(".env")));
    } catch (PatternSyntaxException _) {
      return Optional.empty();
    }
  }

  /// `**/` is also no directory at all, which it is not for Java.
  private static String anyDepth(String glob) {
    StringBuilder all = new StringBuilder();
    int open = 0;
    for (int i = 0; i < glob.length(); i++) {
      char c = glob.charAt(i);
      open += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (open == 0 && glob.startsWith("**/", i)) {
        all.append("{**/,}");
        i += 2;
      } else {
        all.append(c);
      }
    }
    return all.toString();
  }
}
