package dev.tripline.dispatcher.deadletter.transform;

import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;
import dev.tripline.dispatcher.deadletter.transform.PayloadChange.ChangeFailure;
import java.util.regex.Pattern;

/// Regular expressions of a schema, of which none looks at a text again and again for ever.
final class BoundedRegex implements RegularExpressionFactory {
  private static final int STEPS = 10_000_000;

  @Override
  public RegularExpression getRegularExpression(String regex) {
    Pattern pattern = Pattern.compile(regex, Pattern.UNICODE_CASE);
    return text -> {
      try {
        return pattern.matcher(new Counted(text, new int[1])).find();
      } catch (StackOverflowError _) {
        throw new ChangeFailure("the pattern " + regex + " of the schema goes too deep");
      }
    };
  }

  /// @param steps characters that were read
  private record Counted(CharSequence text, int[] steps) implements CharSequence {
    @Override
    public char charAt(int index) {
      if (++steps[0] > STEPS) {
        throw new ChangeFailure("a pattern of the schema takes more than " + STEPS + " steps");
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Counted(text.subSequence(start, end), steps);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
