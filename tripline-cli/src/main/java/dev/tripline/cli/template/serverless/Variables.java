package dev.tripline.cli.template.serverless;

import dev.tripline.cli.output.Json;
import dev.tripline.cli.session.UsageException;
import dev.tripline.cli.template.Account;
import dev.tripline.cli.template.Plan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Takes `${self:custom.x, 'y'}` and its like for their values. A value that is not known here is left out of
/// what contains it, and noted.
final class Variables {
  private static final int DEEPEST = 100;
  private static final Pattern NO_VARIABLE =
      Pattern.compile("\\$\\{(!?[A-Za-z0-9.]+|AWS::[A-Za-z]+)}");

  /// A character for private use, which stands for `$` where that begins no variable.
  private static final String KEPT = "\uE000";

  private static final int MOST_VARIABLES = 10_000;
  private static final int MOST_VALUES = 200_000;
  private static final Pattern FILE = Pattern.compile("file\\(([^()]+)\\)(?::(.*))?");

  private final Json file;
  private final Account account;
  private final Map<String, String> environment;
  private final Plan plan;
  private final OtherFiles files;
  private int taken;
  private int values;
  private int nested;

  /// @param environment for `${env:…}`
  /// @param files for `${file(…)}`
  Variables(
      Json file, Account account, Map<String, String> environment, Plan plan, OtherFiles files) {
    this.file = file;
    this.account = account;
    this.environment = environment;
    this.plan = plan;
    this.files = files;
  }

  /// The value is not known; the message says why.
  private static final class Unknown extends Exception {
    private static final long serialVersionUID = 1;

    Unknown(String message) {
      super(message, null, false, false);
    }
  }

  /// @param where it stands, for notes
  Json resolve(Json value, String where) {
    return Json.of(resolved(value.raw(), where));
  }

  private @Nullable Object resolved(@Nullable Object value, String where) {
    if (++values > MOST_VALUES) {
      throw new UsageException("the template has more than 200,000 values with its variables");
    }
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, Object> members = new LinkedHashMap<>();
        map.forEach((name, member) -> {
          String place = where + "." + name;
          Object taken = name.equals("Fn::Sub") ? ofSub(member, place) : resolved(member, place);
          if (taken != null) {
            members.put(name.toString(), taken);
          }
        });
        yield members;
      }
      case List<?> list -> {
        List<Object> items = new ArrayList<>();
        for (Object item : list) {
          Object taken = resolved(item, where);
          if (taken != null) {
            items.add(taken);
          }
        }
        yield items;
      }
      case String text when text.contains("${") -> {
        try {
          yield whole(text(text, 0), where);
        } catch (Unknown e) {
          plan.leave(where, String.valueOf(e.getMessage()));
          yield null;
        }
      }
      case null, default -> value;
    };
  }

  /// A variable's value, in which there may be variables.
  private @Nullable Object whole(@Nullable Object value, String where) throws Unknown {
    if (!(value instanceof Map || value instanceof List)) {
      return value;
    }
    if (nested == DEEPEST) {
      throw new Unknown("variables go in a circle");
    }
    nested++;
    try {
      return resolved(value, where);
    } finally {
      nested--;
    }
  }

  /// `${Table}` and `${AWS::Region}` are CloudFormation's there, and stay.
  private @Nullable Object ofSub(@Nullable Object value, String where) {
    return switch (value) {
      case String text -> {
        Object taken = resolved(NO_VARIABLE.matcher(text).replaceAll(KEPT + "{$1}"), where);
        yield taken instanceof String kept ? kept.replace(KEPT + "{", "${") : taken;
      }
      case List<?> list -> {
        List<Object> items = new ArrayList<>();
        for (Object item : list) {
          Object taken = ofSub(item, where);
          if (taken != null) {
            items.add(taken);
          }
        }
        yield items;
      }
      case null, default -> resolved(value, where);
    };
  }

  /// A text that is one variable has that variable's value, which may be no text.
  private @Nullable Object text(String text, int depth) throws Unknown {
    if (depth > DEEPEST || ++taken > MOST_VARIABLES) {
      throw new Unknown("variables go in a circle, or are too many");
    }
    int from = text.lastIndexOf("${");
    if (from < 0) {
      return text;
    }
    int to = text.indexOf('}', from);
    if (to < 0) {
      throw new Unknown("a variable has no end: " + text);
    }
    Object value = variable(text.substring(from + 2, to), depth);
    if (from == 0 && to == text.length() - 1) {
      return value instanceof String again ? text(again, depth + 1) : value;
    }
    String inner = Json.of(value).text();
    return text(text.substring(0, from) + inner + text.substring(to + 1), depth + 1);
  }

  /// @param body `self:custom.x, 'otherwise'`
  private Object variable(String body, int depth) throws Unknown {
    for (String choice : body.split(",", -1)) {
      String name = choice.strip();
      Object value =
          name.matches("'.*'|\".*\"") ? name.substring(1, name.length() - 1) : named(name, depth);
      if (value != null) {
        return value;
      }
    }
    throw new Unknown("${" + body + "} is not known here");
  }

  private @Nullable Object named(String name, int depth) throws Unknown {
    Matcher other = FILE.matcher(name);
    if (other.matches()) {
      String path = other.group(2);
      return at(file(other.group(1).strip()), path == null ? "" : path.strip(), depth);
    }
    int colon = name.indexOf(':');
    String kind = colon < 0 ? "" : name.substring(0, colon);
    String rest = name.substring(colon + 1);
    return switch (kind) {
      case "self" -> self(rest, depth);
      case "env" -> environment.get(rest);
      case "param" -> parameter(rest, depth);
      case "opt" -> option(rest);
      case "sls" -> rest.equals("stage") ? stage(depth) : null;
      case "aws" ->
          switch (rest) {
            case "region" -> account.region();
            case "accountId" -> account.id();
            default -> null;
          };
      case "" ->
          switch (name) {
            case "AWS::Region" -> account.region();
            case "AWS::AccountId" -> account.id();
            case "AWS::Partition" -> "aws";
            default -> null;
          };
      default -> null;
    };
  }

  /// One that was given, that of the stage, or the default.
  private @Nullable Object parameter(String name, int depth) throws Unknown {
    Json all = file.get("params");
    Json ofStage = all.get(String.valueOf(stage(depth))).get(name);
    Object given = account.parameters().get(name);
    Object own = ofStage.isMissing() ? all.get("default").get(name).raw() : ofStage.raw();
    Object value = given == null ? own : given;
    return value instanceof String text ? text(text, depth + 1) : value;
  }

  private @Nullable Object option(String name) {
    return switch (name) {
      case "stage" -> account.stage().isEmpty() ? null : account.stage();
      case "region" -> account.region();
      default -> account.parameters().get(name);
    };
  }

  private Object stage(int depth) throws Unknown {
    if (!account.stage().isEmpty()) {
      return account.stage();
    }
    Object own = text(file.get("provider").get("stage").textOr("dev"), depth + 1);
    return own == null ? "dev" : own;
  }

  private Json file(String name) throws Unknown {
    try {
      return files.get(name);
    } catch (UsageException e) {
      throw new Unknown(String.valueOf(e.getMessage()));
    }
  }

  private @Nullable Object self(String path, int depth) throws Unknown {
    Object value = at(file, path, depth);
    return value == null && path.equals("provider.stage") ? stage(depth) : value;
  }

  /// @param path names with dots between them; empty for the whole
  private @Nullable Object at(Json whole, String path, int depth) throws Unknown {
    Object value = whole.raw();
    for (String name : path.isEmpty() ? new String[0] : path.split("\\.", -1)) {
      value = Json.of(value).get(name).raw();
      if (value instanceof String text) {
        value = text(text, depth + 1);
      }
    }
    return value;
  }
}
