package dev.tripline.testkit.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// A function to be deployed, package included.
///
/// @param runtime as Lambda names it, for instance `python3.12`
public record FunctionPackage(
    String name,
    String runtime,
    String handler,
    byte[] zip,
    Map<String, String> environment,
    int timeoutSeconds,
    int memoryMb) {
  private static final int MEMORY_MB = 128;

  public FunctionPackage(
      String name,
      String runtime,
      String handler,
      byte[] zip,
      Map<String, String> environment,
      int timeoutSeconds) {
    this(name, runtime, handler, zip, environment, timeoutSeconds, MEMORY_MB);
  }

  /// The same with another memory size; Lambda's default is 128 MB.
  public FunctionPackage withMemory(int megabytes) {
    return new FunctionPackage(name, runtime, handler, zip, environment, timeoutSeconds, megabytes);
  }

  /// One Python file, whose `handler` is called.
  public static FunctionPackage python(
      String name, String source, Map<String, String> environment) {
    byte[] zip = zip(Map.of("index.py", source.getBytes(StandardCharsets.UTF_8)));
    return new FunctionPackage(name, "python3.12", "index.handler", zip, environment, 10);
  }

  /// One Node file, whose exported `handler` is called.
  public static FunctionPackage node(String name, String source) {
    byte[] zip = zip(Map.of("index.mjs", source.getBytes(StandardCharsets.UTF_8)));
    return new FunctionPackage(name, "nodejs20.x", "index.handler", zip, Map.of(), 10);
  }

  /// One Java class from the class path of this JVM, with nothing else.
  ///
  /// @param method is called with the event
  public static FunctionPackage java(String name, Class<?> type, String method) {
    String file = type.getName().replace('.', '/') + ".class";
    try (var bytes = type.getClassLoader().getResourceAsStream(file)) {
      if (bytes == null) {
        throw new IllegalArgumentException(type + " is not on the class path");
      }
      byte[] zip = zip(Map.of(file, bytes.readAllBytes()));
      String handler = type.getName() + "::" + method;
      return new FunctionPackage(name, "java25", handler, zip, Map.of(), 10);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The bytes of an archive with these files.
  public static byte[] zip(Map<String, byte[]> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /// The body of a CreateFunction request.
  public String createRequest() {
    String variables =
        environment.entrySet().stream()
            .map(variable -> "\"%s\":\"%s\"".formatted(variable.getKey(), variable.getValue()))
            .collect(Collectors.joining(","));
    return """
    {"FunctionName":"%s","Runtime":"%s","Handler":"%s","Timeout":%d,"MemorySize":%d,
     "Role":"arn:aws:iam::000000000000:role/test",
     "Environment":{"Variables":{%s}},
     "Code":{"ZipFile":"%s"}}
    """
        .formatted(
            name,
            runtime,
            handler,
            timeoutSeconds,
            memoryMb,
            variables,
            Base64.getEncoder().encodeToString(zip));
  }
}
