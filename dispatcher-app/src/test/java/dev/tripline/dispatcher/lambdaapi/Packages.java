package dev.tripline.dispatcher.lambdaapi;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.CreateFunctionRequest;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.Runtime;

/// Small functions in Python.
public final class Packages {
  static final String ROLE = "arn:aws:iam::000000000000:role/test";
  public static final String ECHO = "def handler(event, context):\n    return event\n";

  private Packages() {}

  public static SdkBytes python(String code) {
    return SdkBytes.fromByteArray(zip(Map.of("index.py", code)));
  }

  public static byte[] zip(Map<String, String> files) {
    Map<String, byte[]> bytes = new LinkedHashMap<>();
    files.forEach((name, text) -> bytes.put(name, text.getBytes(StandardCharsets.UTF_8)));
    return zipOf(bytes);
  }

  static byte[] zipOf(Map<String, byte[]> files) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  public static CreateFunctionRequest.Builder request(String name, String code) {
    return CreateFunctionRequest.builder()
        .functionName(name)
        .runtime(Runtime.PYTHON3_12)
        .role(ROLE)
        .handler("index.handler")
        .code(c -> c.zipFile(python(code)));
  }

  /// Creates the function and waits for it as the SDK does.
  public static void create(LambdaClient lambda, String name, String code) {
    lambda.createFunction(request(name, code).build());
    awaitActive(lambda, name);
  }

  public static void awaitActive(LambdaClient lambda, String name) {
    try (var waiter = lambda.waiter()) {
      waiter.waitUntilFunctionActiveV2(b -> b.functionName(name));
    }
  }

  public static void awaitUpdated(LambdaClient lambda, String name) {
    try (var waiter = lambda.waiter()) {
      waiter.waitUntilFunctionUpdatedV2(b -> b.functionName(name));
    }
  }

  public static InvokeResponse invoke(LambdaClient lambda, String name, String payload) {
    return lambda.invoke(
        InvokeRequest.builder()
            .functionName(name)
            .payload(SdkBytes.fromUtf8String(payload))
            .build());
  }
}
