package dev.tripline.cli.template;

import dev.tripline.cli.output.Json;
import dev.tripline.cli.session.UsageException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.ConstructNode;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.constructor.StandardConstructor;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/// The text of a template, YAML or JSON, as a value. Short forms of CloudFormation's functions read as their
/// long ones: `!Ref Queue` as `{"Ref": "Queue"}`, `!GetAtt Queue.Arn` as `{"Fn::GetAtt": ["Queue", "Arn"]}`.
public final class TemplateFile {
  private static final int MOST_CHARACTERS = 4 << 20;
  private static final int MOST_ALIASES = 200;
  private static final int MOST_VALUES = 200_000;
  private static final int DEEPEST = 100;

  private int values;

  private TemplateFile() {}

  /// @throws UsageException if it is no YAML, or larger or deeper than any template
  public static Json read(String text) {
    LoadSettings settings =
        LoadSettings.builder()
            .setCodePointLimit(MOST_CHARACTERS)
            .setMaxAliasesForCollections(MOST_ALIASES)
            .setAllowDuplicateKeys(false)
            .build();
    try {
      Object value = new Load(settings, new ShortForms(settings)).loadFromString(text);
      return Json.of(new TemplateFile().plain(value, 0));
    } catch (StackOverflowError _) {
      throw new UsageException("the template is deeper than 100 levels");
    } catch (YamlEngineException e) {
      throw new UsageException("the template cannot be read: " + e.getMessage());
    }
  }

  /// Without aliases, by which a value can contain itself.
  private @Nullable Object plain(@Nullable Object value, int depth) {
    if (depth > DEEPEST || ++values > MOST_VALUES) {
      throw new UsageException(
          "the template is deeper than 100 levels or has more than 200,000 values");
    }
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        map.forEach((name, member) -> copy.put(String.valueOf(name), plain(member, depth + 1)));
        merge(copy);
        yield copy;
      }
      case List<?> list -> {
        List<@Nullable Object> copy = new ArrayList<>();
        list.forEach(item -> copy.add(plain(item, depth + 1)));
        yield copy;
      }
      case null -> null;
      case String text -> text;
      case Number number -> number;
      case Boolean flag -> flag;
      default -> value.toString();
    };
  }

  /// `<<` takes over members of other maps; own ones and earlier ones count.
  private static void merge(Map<String, @Nullable Object> map) {
    Object others = map.remove("<<");
    for (Object other : others instanceof List<?> list ? list : Collections.singletonList(others)) {
      if (other instanceof Map<?, ?> members) {
        members.forEach((name, member) -> map.putIfAbsent(String.valueOf(name), member));
      }
    }
  }

  /// Tags with one exclamation mark are functions.
  private static final class ShortForms extends StandardConstructor {
    ShortForms(LoadSettings settings) {
      super(settings);
    }

    @Override
    protected Optional<ConstructNode> findConstructorFor(Node node) {
      String tag = node.getTag().getValue();
      if (tag.length() > 1 && tag.startsWith("!")) {
        return Optional.of(tagged -> function(tag.substring(1), tagged));
      }
      return super.findConstructorFor(node);
    }

    private Object function(String name, @Nullable Node node) {
      Object argument =
          switch (node) {
            case ScalarNode scalar -> scalar.getValue();
            case SequenceNode list -> constructSequence(list);
            case MappingNode map -> constructMapping(map);
            case null, default -> throw new UsageException("!" + name + " has no argument");
          };
      if (name.equals("GetAtt") && argument instanceof String path) {
        argument = List.of(path.split("\\.", 2));
      }
      boolean plain = name.equals("Ref") || name.equals("Condition");
      Map<String, Object> function = new LinkedHashMap<>();
      function.put(plain ? name : "Fn::" + name, argument);
      return function;
    }
  }
}
