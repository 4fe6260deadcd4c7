package dev.tripline.benchmarks.load;

import dev.tripline.testkit.server.FunctionPackage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// The functions under measurement, one a language, all of which answer their event.
public final class EchoFunctions {
  public static final byte[] EVENT =
      "{\"order\":4711,\"customer\":\"c-17\",\"items\":[{\"sku\":\"A-1\",\"count\":2}]}"
          .getBytes(StandardCharsets.UTF_8);

  private EchoFunctions() {}

  public static FunctionPackage java(String name) {
    return FunctionPackage.java(name, EchoFunction.class, "handle");
  }

  public static FunctionPackage python(String name) {
    return FunctionPackage.python(
        name, "def handler(event, context):\n    return event\n", Map.of());
  }

  public static FunctionPackage node(String name) {
    return FunctionPackage.node(name, "export const handler = async (event) => event;\n");
  }

  public static List<FunctionPackage> all() {
    return List.of(java("java"), python("python"), node("node"));
  }
}
