package dev.tripline.dispatcher.deadletter.transform;

import com.dashjoin.jsonata.JException;
import com.dashjoin.jsonata.Jsonata;
import com.dashjoin.jsonata.Jsonata.Frame;
import com.dashjoin.jsonata.Jsonata.JFunction;
import com.dashjoin.jsonata.Jsonata.JFunctionCallable;
import dev.tripline.dispatcher.rest.ApiProblem;
import dev.tripline.retry.payload.JsonCheck;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// An expression of JSONata, whose value is the new payload. Functions by which a short expression makes
/// a long value are bounded or refused.
final class JsonataChange implements PayloadChange {
  private static final int LONGEST = 10_000;
  private static final int VALUES_PER_BYTE = 4;
  private static final String FIELD = "transform.jsonata";

  private final Jsonata expression;
  private final int limit;
  private final Map<String, JFunction> functions;

  private JsonataChange(Jsonata expression, int limit) {
    this.expression = expression;
    this.limit = limit;
    this.functions = functions(new EvaluationBounds(limit * VALUES_PER_BYTE));
  }

  /// @param limit bytes of a new payload at most
  /// @throws ApiProblem if it is no expression
  static JsonataChange of(String text, int limit) {
    if (text.isBlank() || text.length() > LONGEST) {
      throw ApiProblem.invalid(FIELD, "1 to " + LONGEST + " characters are expected");
    }
    try {
      Jsonata expression = Jsonata.jsonata(text);
      // A thread's latest expression takes on the frame of each evaluation, so that frames would
      // pile up.
      Jsonata.jsonata("null");
      return new JsonataChange(expression, limit);
    } catch (JException e) {
      throw ApiProblem.invalid(FIELD, "at character " + e.getLocation() + ": " + words(e));
    } catch (StackOverflowError _) {
      throw ApiProblem.invalid(FIELD, "is nested too deeply");
    } catch (RuntimeException e) {
      throw ApiProblem.invalid(FIELD, "cannot be understood: " + words(e));
    }
  }

  /// Others than the library's own errors are of Java, which nobody who writes an expression has to know.
  private static String words(Throwable e) {
    boolean own = e instanceof JException || e.getClass() == Error.class;
    return own && e.getMessage() != null
        ? e.getMessage()
        : "it asks for something that a value of its kind does not have";
  }

  @Override
  public byte[] apply(byte[] payload) {
    try {
      Object input = JsonataValues.of(Transformation.JSON.readTree(payload));
      EvaluationBounds bounds = new EvaluationBounds(limit * VALUES_PER_BYTE);
      bounds.know(input);
      Frame frame = new Frame(null);
      bounds.watch(frame);
      functions.forEach((name, function) -> frame.bind(name, function));
      Object result = expression.evaluate(input, frame);
      if (result == null) {
        throw new ChangeFailure("the expression gives nothing for this payload");
      }
      return JsonataValues.write(result, limit);
    } catch (ChangeFailure e) {
      throw e;
    } catch (JacksonException e) {
      throw new ChangeFailure("the payload cannot be read: " + JsonCheck.words(e));
    } catch (StackOverflowError _) {
      throw new ChangeFailure("the expression goes too deep");
    } catch (RuntimeException e) {
      throw new ChangeFailure("the expression fails: " + words(e));
    } catch (Error e) {
      if (e.getClass() != Error.class) {
        throw e;
      }
      throw new ChangeFailure("the expression fails: " + words(e)); // the library's own
    }
  }

  /// Those that are bounded or refused, by their names: they are dear to make.
  private static Map<String, JFunction> functions(EvaluationBounds lengths) {
    Map<String, JFunction> functions = new HashMap<>(BoundedPictures.functions());
    functions.put("eval", refused("eval"));
    functions.put("pad", refused("pad"));
    functions.put("join", function((_, args) -> join(lengths, args), "<a<s>s?:s>"));
    functions.put("replace", function((_, args) -> replace(lengths, args), "<s-(sf)(sf)n?:s>"));
    return Map.copyOf(functions);
  }

  private static JFunction function(JFunctionCallable body, @Nullable String signature) {
    return new JFunction(body, signature);
  }

  private static JFunction refused(String name) {
    return function(
        (_, _) -> {
          throw new ChangeFailure("$" + name + " is not available");
        },
        null);
  }

  private static @Nullable Object join(EvaluationBounds bounds, List<?> args) {
    if (!(args.getFirst() instanceof List<?> parts)) {
      return args.getFirst();
    }
    String between = args.size() > 1 && args.get(1) instanceof String text ? text : "";
    bounds.requireLength((long) between.length() * parts.size());
    return String.join(between, parts.stream().map(String::valueOf).toList());
  }

  private static @Nullable Object replace(EvaluationBounds bounds, List<?> args) {
    if (!(args.getFirst() instanceof String text)) {
      return args.getFirst();
    }
    if (!(args.get(1) instanceof String what) || !(args.get(2) instanceof String with)) {
      throw new ChangeFailure("$replace takes strings");
    }
    if (what.isEmpty()) {
      throw new ChangeFailure("$replace: the second argument is empty");
    }
    long most =
        args.size() > 3 && args.get(3) instanceof Number times ? times.longValue() : Long.MAX_VALUE;
    StringBuilder replaced = new StringBuilder();
    int from = 0;
    for (int at = text.indexOf(what); at >= 0 && most > 0; at = text.indexOf(what, from)) {
      replaced.append(text, from, at).append(with);
      bounds.requireLength(replaced.length());
      from = at + what.length();
      most--;
    }
    return replaced.append(text, from, text.length()).toString();
  }
}
