package dev.tripline.runtime;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;

/// Functions in Java, compiled on the spot.
public final class JavaSources {
  private JavaSources() {}

  /// A class `Fn` with these members; the handler is `Fn::handle`.
  public static FunctionSpec function(Host host, String runtime, String members) {
    return draft(host, runtime, members).memoryMb(512).spec();
  }

  /// The same, not finished.
  public static Host.Draft draft(Host host, String runtime, String members) {
    Host.Draft draft = host.draft(runtime, "Fn::handle");
    compile(draft.root(), "Fn", "public class Fn {" + members + "}", List.of());
    return draft;
  }

  /// The same with what AWS's client has for functions: the hooks of SnapStart.
  public static FunctionSpec hooked(Host host, String runtime, String members) {
    Host.Draft draft = host.draft(runtime, "Fn::handle").memoryMb(512);
    Path client =
        draft
            .root()
            .resolveSibling("data/runtimes/java/aws-lambda-java-runtime-interface-client.jar");
    compile(
        draft.root(), "Fn", "public class Fn {" + members + "}", List.of("-cp", client.toString()));
    return draft.spec();
  }

  /// A function that answers an expression, which may use the class `Lib` of a layer.
  public static FunctionSpec layered(Host host, String runtime, String expression) {
    Host.Draft draft = host.draft(runtime, "Fn::handle").layerFile("java/lib/readme", "");
    Path classes = draft.root().resolveSibling(draft.root().getFileName() + "-lib");
    compile(
        classes,
        "Lib",
        "public class Lib { public String word() { return \"from the layer\"; } }",
        List.of());
    compile(
        draft.root(),
        "Fn",
        "public class Fn { public String handle(String in) { return " + expression + "; } }",
        List.of("-cp", classes.toString()));
    FunctionSpec spec = draft.memoryMb(512).spec();
    jar(classes.resolve("Lib.class"), spec);
    return spec;
  }

  /// A function with a class `Lib` of its own beside that of its layer.
  public static FunctionSpec layeredOverOwn(Host host, String runtime) {
    FunctionSpec spec = layered(host, runtime, "new Lib().word()");
    compile(
        spec.taskRoot(),
        "Lib",
        "public class Lib { public String word() { return \"from the function\"; } }",
        List.of());
    return spec;
  }

  /// A handler in a layer that finds the function's class by its name.
  public static FunctionSpec wrapped(Host host, String runtime) {
    Host.Draft draft =
        host.draft(runtime, "Wrapper::handle").layerFile("java/lib/readme", "").memoryMb(512);
    compile(
        draft.root(),
        "Fn",
        "public class Fn { public String handle(String in) { return \"wrapped: \" + in; } }",
        List.of());
    Path classes = draft.root().resolveSibling(draft.root().getFileName() + "-lib");
    compile(
        classes,
        "Wrapper",
        "public class Wrapper { public String handle(String in) throws Exception {"
            + " Class<?> type = Class.forName(\"Fn\"); return (String) type.getMethod(\"handle\","
            + " String.class).invoke(type.getConstructor().newInstance(), in); } }",
        List.of());
    FunctionSpec spec = draft.spec();
    jar(classes.resolve("Wrapper.class"), spec);
    return spec;
  }

  private static void jar(Path type, FunctionSpec spec) {
    Path jar = Objects.requireNonNull(spec.layersRoot()).resolve("java/lib/lib.jar");
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      out.putNextEntry(new JarEntry(type.getFileName().toString()));
      Files.copy(type, out);
      out.closeEntry();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void compile(Path into, String name, String source, List<String> options) {
    try {
      Files.createDirectories(into);
      Path file = Files.writeString(into.resolve(name + ".java"), source);
      List<String> arguments = new ArrayList<>(options);
      arguments.addAll(
          List.of("-proc:none", "-Xlint:-options", "--release", "17", "-d", into.toString()));
      arguments.add(file.toString());
      int failed =
          ToolProvider.getSystemJavaCompiler()
              .run(null, null, null, arguments.toArray(String[]::new));
      if (failed != 0) {
        throw new IllegalStateException("the test's function does not compile");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
