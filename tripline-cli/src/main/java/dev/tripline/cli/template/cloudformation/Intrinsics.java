package dev.tripline.cli.template.cloudformation;

import dev.tripline.cli.output.Json;
import dev.tripline.cli.template.Account;
import dev.tripline.cli.template.Plan;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Takes the functions of a template (`Ref`, `Fn::Sub`, …) for their values. A value that is not known before
/// a resource is made, or only to CloudFormation, is left out of what contains it, and noted.
public final class Intrinsics {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(!?)([^}]*)}");

  private final Json template;
  private final Account account;
  private final Plan plan;
  private final Names names;
  private final Set<String> open = new HashSet<>();

  public Intrinsics(Json template, Account account, Plan plan) {
    this.template = template;
    this.account = account;
    this.plan = plan;
    this.names = new Names(template.get("Resources"), account);
  }

  /// The value is not known; the message says why.
  private static final class Unknown extends Exception {
    private static final long serialVersionUID = 1;

    Unknown(String message) {
      super(message, null, false, false);
    }
  }

  /// The value with all functions taken for theirs.
  ///
  /// @param where it stands, for notes
  public Json resolve(Json value, String where) {
    try {
      return Json.of(value(value.raw(), where));
    } catch (Unknown e) {
      plan.leave(where, reason(e));
      return Json.NOTHING;
    }
  }

  /// Whether a condition of the template holds; true without one.
  boolean holds(String condition, String where) {
    if (condition.isEmpty()) {
      return true;
    }
    try {
      return condition(condition);
    } catch (Unknown e) {
      plan.leave(where, reason(e));
      return false;
    }
  }

  private static String reason(Unknown e) {
    return String.valueOf(e.getMessage());
  }

  private String named(String id) throws Unknown {
    if (!open.add(id)) {
      throw new Unknown("the names of resources go in a circle at " + id);
    }
    try {
      String type = names.type(id);
      String property = Names.property(type);
      Json given = template.get("Resources").get(id).get("Properties").get(property);
      if (given.isMissing()) {
        return id;
      }
      return Json.of(value(given.raw(), id)).textOr(id);
    } finally {
      open.remove(id);
    }
  }

  private @Nullable Object value(@Nullable Object value, String where) throws Unknown {
    return switch (value) {
      case Map<?, ?> map when isFunction(map) -> {
        Map.Entry<?, ?> only = map.entrySet().iterator().next();
        yield function(only.getKey().toString(), only.getValue(), where);
      }
      case Map<?, ?> map -> members(map, where);
      case List<?> list -> items(list, where);
      case String text when text.contains("{{resolve:") ->
          throw new Unknown(text + " is known to CloudFormation only");
      case null, default -> value;
    };
  }

  private static boolean isFunction(Map<?, ?> map) {
    if (map.size() != 1) {
      return false;
    }
    String name = String.valueOf(map.keySet().iterator().next());
    return name.equals("Ref") || name.startsWith("Fn::");
  }

  private Map<String, Object> members(Map<?, ?> map, String where) {
    Map<String, Object> resolved = new LinkedHashMap<>();
    map.forEach((name, member) -> {
      Json value = resolve(Json.of(member), where + "." + name);
      Object raw = value.raw();
      if (raw != null) {
        resolved.put(name.toString(), raw);
      }
    });
    return resolved;
  }

  private List<Object> items(List<?> list, String where) {
    List<Object> resolved = new ArrayList<>();
    for (Object item : list) {
      Object raw = resolve(Json.of(item), where).raw();
      if (raw != null) {
        resolved.add(raw);
      }
    }
    return resolved;
  }

  private @Nullable Object function(String name, @Nullable Object argument, String where)
      throws Unknown {
    Json of = Json.of(argument);
    return switch (name) {
      case "Ref" -> ref(of.text());
      case "Fn::GetAtt" -> attribute(of);
      case "Fn::Sub" -> sub(of, where);
      case "Fn::Join" -> String.join(at(of, 0).text(), texts(at(of, 1), where));
      case "Fn::Select" -> select(of, where);
      case "Fn::Split" -> List.of(text(at(of, 1), where).split(Pattern.quote(at(of, 0).text())));
      case "Fn::Base64" ->
          Base64.getEncoder().encodeToString(text(of, where).getBytes(StandardCharsets.UTF_8));
      case "Fn::FindInMap" -> find(of, where);
      case "Fn::If" -> value(at(of, condition(at(of, 0).text()) ? 1 : 2).raw(), where);
      default -> throw new Unknown(name + " is known to CloudFormation only");
    };
  }

  private static Json at(Json list, int index) throws Unknown {
    List<Json> items = list.items();
    if (index >= items.size()) {
      throw new Unknown("a function has too few arguments");
    }
    return items.get(index);
  }

  private String text(Json value, String where) throws Unknown {
    return Json.of(value(value.raw(), where)).text();
  }

  private List<String> texts(Json list, String where) throws Unknown {
    return Json.of(value(list.raw(), where)).items().stream().map(Json::text).toList();
  }

  private @Nullable Object ref(String id) throws Unknown {
    String pseudo =
        switch (id) {
          case "AWS::Region" -> account.region();
          case "AWS::AccountId" -> account.id();
          case "AWS::Partition" -> "aws";
          case "AWS::URLSuffix" -> "amazonaws.com";
          case "AWS::StackName", "AWS::StackId" -> stack(id);
          default -> null;
        };
    if (pseudo != null) {
      return pseudo;
    }
    if (id.equals("AWS::NoValue")) {
      return null;
    }
    Json parameter = template.get("Parameters").get(id);
    if (!parameter.isMissing()) {
      return parameter(id, parameter);
    }
    String type = names.type(id);
    if (type.isEmpty()) {
      throw new Unknown("there is no parameter and no resource " + id);
    }
    return known(names.ref(type, named(id)), id);
  }

  private String stack(String id) throws Unknown {
    if (account.stage().isEmpty()) {
      throw new Unknown(id + " is not known: give --stage NAME, the name of the stack");
    }
    return account.stage();
  }

  private Object parameter(String id, Json parameter) throws Unknown {
    String given = account.parameters().get(id);
    Object value = given == null ? parameter.get("Default").raw() : given;
    if (value == null) {
      throw new Unknown("the parameter " + id + " has no default: give --parameter " + id + "=…");
    }
    return Parameters.isList(parameter) ? List.of(Parameters.values(value.toString())) : value;
  }

  private String attribute(Json path) throws Unknown {
    String id = at(path, 0).text();
    String attribute = at(path, 1).text();
    String type = names.type(id);
    if (type.isEmpty()) {
      throw new Unknown("there is no resource " + id);
    }
    return known(names.attribute(type, named(id), attribute), id + "." + attribute);
  }

  private static String known(@Nullable String value, String what) throws Unknown {
    if (value == null) {
      throw new Unknown(what + " is known only once it is made elsewhere");
    }
    return value;
  }

  private String sub(Json argument, String where) throws Unknown {
    boolean plain = argument.items().isEmpty();
    String text = plain ? argument.text() : at(argument, 0).text();
    Json own = plain ? Json.NOTHING : at(argument, 1);
    StringBuilder result = new StringBuilder();
    Matcher variable = VARIABLE.matcher(text);
    while (variable.find()) {
      String name = variable.group(2).strip();
      String value;
      if (!variable.group(1).isEmpty()) {
        value = "${" + name + "}";
      } else if (!own.get(name).isMissing()) {
        value = text(own.get(name), where);
      } else if (name.contains(".")) {
        value = attribute(Json.of(List.of(name.split("\\.", 2))));
      } else {
        value = Json.of(ref(name)).text();
      }
      variable.appendReplacement(result, Matcher.quoteReplacement(value));
    }
    return variable.appendTail(result).toString();
  }

  private @Nullable Object select(Json argument, String where) throws Unknown {
    Json list = Json.of(value(at(argument, 1).raw(), where));
    String index = text(at(argument, 0), where);
    if (!index.matches("[0-9]{1,4}")) {
      throw new Unknown("Fn::Select takes the place in a list as a number");
    }
    return at(list, Integer.parseInt(index)).raw();
  }

  private @Nullable Object find(Json argument, String where) throws Unknown {
    Json found =
        template
            .get("Mappings")
            .get(text(at(argument, 0), where))
            .get(text(at(argument, 1), where))
            .get(text(at(argument, 2), where));
    if (found.isMissing()) {
      throw new Unknown("Mappings has no such entry");
    }
    return found.raw();
  }

  private boolean condition(String name) throws Unknown {
    Json body = template.get("Conditions").get(name);
    if (body.isMissing()) {
      throw new Unknown("there is no condition " + name);
    }
    if (!open.add("condition " + name)) {
      throw new Unknown("conditions go in a circle at " + name);
    }
    try {
      return holds(body);
    } finally {
      open.remove("condition " + name);
    }
  }

  private boolean holds(Json body) throws Unknown {
    String function = body.names().isEmpty() ? "" : body.names().getFirst();
    Json argument = body.get(function);
    return switch (function) {
      case "Condition" -> condition(argument.text());
      case "Fn::Equals" -> text(at(argument, 0), "").equals(text(at(argument, 1), ""));
      case "Fn::Not" -> !holds(at(argument, 0));
      case "Fn::And" -> all(argument.items(), true);
      case "Fn::Or" -> !all(argument.items(), false);
      default -> throw new Unknown("a condition is no function that is known");
    };
  }

  private boolean all(List<Json> conditions, boolean value) throws Unknown {
    for (Json condition : conditions) {
      if (holds(condition) != value) {
        return false;
      }
    }
    return true;
  }
}
