package dev.tripline.dispatcher.masking;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.tripline.dispatcher.rest.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads the parts of masking rules, and notes what is wrong with them. For one thread.
public final class RuleReader {
  private static final int MOST = 50;
  private static final int LONGEST = 200;

  /// Of a pattern with its counted repetitions written out, in characters.
  private static final int LARGEST = 10_000;

  private final List<FieldError> errors = new ArrayList<>();

  /// What was wrong so far.
  public List<FieldError> errors() {
    return errors;
  }

  /// Notes that a field is wrong.
  public void wrong(String field, String message) {
    errors.add(new FieldError(field, message));
  }

  /// What is masked, by whom it is looked for.
  public record Places(List<MaskPath> paths, List<String> headers, List<Pattern> patterns) {}

  public Places places(List<String> paths, List<String> headers, List<String> patterns) {
    if (paths.isEmpty() && headers.isEmpty() && patterns.isEmpty()) {
      wrong("paths", "something is to be masked: paths, headers or patterns are expected");
    }
    requireFew("paths", paths);
    requireFew("headers", headers);
    requireFew("patterns", patterns);
    return new Places(paths(paths), headers(headers), patterns(patterns));
  }

  private void requireFew(String field, List<String> some) {
    if (some.size() > MOST) {
      wrong(field, "at most " + MOST + " are expected");
    }
  }

  private List<MaskPath> paths(List<String> pointers) {
    List<MaskPath> paths = new ArrayList<>();
    for (int i = 0; i < Math.min(pointers.size(), MOST); i++) {
      Optional<MaskPath> path = MaskPath.of(pointers.get(i));
      path.ifPresent(paths::add);
      if (path.isEmpty()) {
        wrong(
            "paths[" + i + "]",
            "a JSON Pointer such as /detail/card, /Records/*/body/card or /**/card is expected,"
                + " with ** once at most");
      }
    }
    return paths;
  }

  private List<String> headers(List<String> names) {
    List<String> headers = new ArrayList<>();
    for (int i = 0; i < Math.min(names.size(), MOST); i++) {
      String name = names.get(i);
      if (name.isBlank() || name.length() > LONGEST) {
        wrong("headers[" + i + "]", "a name of 1 to " + LONGEST + " characters is expected");
      } else {
        headers.add(name.toLowerCase(Locale.ROOT));
      }
    }
    return headers;
  }

  private List<Pattern> patterns(List<String> texts) {
    List<Pattern> patterns = new ArrayList<>();
    for (int i = 0; i < Math.min(texts.size(), MOST); i++) {
      String text = texts.get(i);
      if (text.isBlank() || text.length() > LONGEST) {
        wrong("patterns[" + i + "]", "1 to " + LONGEST + " characters are expected");
        continue;
      }
      if (PatternSize.of(text) > LARGEST) {
        wrong("patterns[" + i + "]", "its repetitions multiply to more than " + LARGEST);
        continue;
      }
      try {
        Pattern pattern = Pattern.compile(text);
        if (pattern.matches("")) {
          wrong("patterns[" + i + "]", "matches a text without characters, and so every text");
        } else {
          patterns.add(pattern);
        }
      } catch (PatternSyntaxException e) {
        wrong("patterns[" + i + "]", "is no regular expression (RE2): " + e.getDescription());
      }
    }
    return patterns;
  }
}
