package dev.tripline.cli.template;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What a template describes, in the order in which it is made, and what of it is left out.
public final class Plan {
  private final List<Layer> layers = new ArrayList<>();
  private final List<Function> functions = new ArrayList<>();
  private final List<Mapping> mappings = new ArrayList<>();
  private final List<Trigger> triggers = new ArrayList<>();
  private final Set<LeftOut> left = new LinkedHashSet<>();
  private final Set<String> lost = new HashSet<>();

  /// Something that is made by itself.
  public sealed interface Part {
    /// Its name, or where it stands in the template.
    String called();

    /// Where code comes from; null for what has none.
    default @Nullable Code code() {
      return null;
    }

    /// The function that it belongs to, by name or ARN, with or without a qualifier; empty for none.
    default String function() {
      return "";
    }
  }

  /// A version of a layer.
  ///
  /// @param arn by which functions of the template name it: without a version
  /// @param settings members of `PublishLayerVersion` beside name and content
  public record Layer(String name, String arn, Code.Packed code, Map<String, Object> settings)
      implements Part {
    @Override
    public String called() {
      return name;
    }
  }

  /// Where code comes from.
  public sealed interface Code {
    /// A directory to pack, a zip or a jar.
    ///
    /// @param patterns that choose among a directory's files, as [FilePatterns] reads them; all without any
    record Packed(Path path, List<String> patterns) implements Code {
      public Packed {
        patterns = List.copyOf(patterns);
      }

      public Packed(Path path) {
        this(path, List.of());
      }

      /// Whether a file of the directory is packed.
      Predicate<Path> choice() {
        return patterns.isEmpty() ? _ -> true : new FilePatterns(patterns)::take;
      }
    }

    /// One file in the template itself.
    record Inline(String file, String text) implements Code {}

    /// The member `Code` of the Lambda API: an object of S3, or an image.
    record Stored(Map<String, Object> members) implements Code {}
  }

  /// A function.
  ///
  /// @param settings members of `CreateFunction` beside name and code
  public record Function(String name, Code code, Map<String, Object> settings, Extras extras)
      implements Part {
    public Function {
      settings = Members.typed(settings);
    }

    @Override
    public String called() {
      return name;
    }
  }

  /// What a function may have beside its configuration.
  ///
  /// @param alias to be set to a new version
  /// @param reserved concurrency
  /// @param invokeConfig members of `PutFunctionEventInvokeConfig`
  /// @param url members of `CreateFunctionUrlConfig`
  public record Extras(
      @Nullable String alias,
      @Nullable Long reserved,
      Map<String, Object> invokeConfig,
      Map<String, Object> url) {
    public Extras {
      invokeConfig = Members.typed(invokeConfig);
    }
  }

  /// An event source mapping of the Lambda API.
  ///
  /// @param where it stands in the template
  /// @param members of `CreateEventSourceMapping`, with the function's name
  public record Mapping(String where, Map<String, Object> members) implements Part {
    public Mapping {
      members = Members.typed(members);
    }

    @Override
    public String called() {
      return where;
    }

    @Override
    public String function() {
      return String.valueOf(members.get("FunctionName"));
    }
  }

  /// A trigger of `/v1`.
  ///
  /// @param function with its qualifier
  /// @param source as `POST /v1/triggers` takes it
  /// @param paused whether it is made without running
  public record Trigger(String name, String function, Map<String, Object> source, boolean paused)
      implements Part {
    private static final int LONGEST_NAME = 64;

    @Override
    public String called() {
      return name;
    }

    /// A name that templates with other functions do not have.
    ///
    /// @param function with or without an alias
    /// @param event by which the template, or its order, tells it apart
    public static String name(String function, String event) {
      String name = function.replaceFirst(":.*", "") + "-" + event;
      if (name.length() <= LONGEST_NAME) {
        return name;
      }
      String digest = "-%08x".formatted(name.hashCode());
      return name.substring(0, LONGEST_NAME - digest.length()) + digest;
    }
  }

  /// What is not made.
  ///
  /// @param where it stands in the template
  /// @param why in words, with what to do instead
  public record LeftOut(String where, String why) {

    Map<String, Object> members() {
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("where", where);
      members.put("why", why);
      return members;
    }
  }

  public void add(Layer layer) {
    layers.add(layer);
  }

  public void add(Function function) {
    functions.add(function);
  }

  public void add(Mapping mapping) {
    mappings.add(mapping);
  }

  public void add(Trigger trigger) {
    triggers.add(trigger);
  }

  /// Once for the same words.
  public void leave(String where, String why) {
    left.add(new LeftOut(where, why));
  }

  /// A function that is not made, nor what belongs to it.
  public void leaveFunction(String name, String where, String why) {
    lost.add(name);
    leave(where, why);
  }

  /// As [#leaveFunction], without words, if it is a function.
  void lose(Part part) {
    if (part instanceof Function function) {
      lost.add(function.name());
    }
  }

  /// Whether its function is left out.
  boolean isLost(Part part) {
    return lost.contains(
        part.function().replaceFirst("^arn:.*:function:", "").replaceFirst(":.*", ""));
  }

  /// Whether something is left out at this place, or below it.
  public boolean leaves(String where) {
    return left.stream()
        .anyMatch(one -> one.where().equals(where) || one.where().startsWith(where + "."));
  }

  List<Layer> layers() {
    return layers;
  }

  List<Function> functions() {
    return functions;
  }

  List<Mapping> mappings() {
    return mappings;
  }

  List<Trigger> triggers() {
    return triggers;
  }

  List<LeftOut> left() {
    return List.copyOf(left);
  }

  boolean isEmpty() {
    return layers.isEmpty() && functions.isEmpty() && mappings.isEmpty() && triggers.isEmpty();
  }
}
