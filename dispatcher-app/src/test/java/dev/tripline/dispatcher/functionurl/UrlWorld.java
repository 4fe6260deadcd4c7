package dev.tripline.dispatcher.functionurl;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.dispatcher.access.GuardedDispatcher;
import dev.tripline.dispatcher.lambdaapi.Packages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.CreateFunctionUrlConfigRequest;
import software.amazon.awssdk.services.lambda.model.FunctionUrlAuthType;
import tools.jackson.databind.JsonNode;

/// A dispatcher with access control, whose operator makes functions with URLs.
final class UrlWorld implements AutoCloseable {
  final GuardedDispatcher dispatcher;
  final GuardedDispatcher.Key operator;
  final LambdaClient lambda;
  final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private UrlWorld(Path data, String... settings) throws IOException, InterruptedException {
    dispatcher = GuardedDispatcher.start(data, settings);
    operator = dispatcher.key("operator", "operator");
    lambda = dispatcher.lambda(operator);
  }

  static UrlWorld start(Path data, String... settings) throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "python3 is not on this host");
    return new UrlWorld(data, settings);
  }

  /// Makes a function in Python and a URL for it that is public.
  URI publicUrl(String name, String code) {
    return publicUrl(name, code, b -> {});
  }

  URI publicUrl(String name, String code, Consumer<CreateFunctionUrlConfigRequest.Builder> more) {
    Packages.create(lambda, name, code);
    return urlOf(name, more);
  }

  /// Makes a function in JavaScript and a URL for it that is public and streams.
  URI streamedUrl(String name, String code) {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/node")), "node is not on this host");
    lambda.createFunction(b ->
        b.functionName(name)
            .runtime("nodejs22.x")
            .role("arn:aws:iam::000000000000:role/test")
            .handler("index.handler")
            .timeout(20)
            .code(c -> c.zipFile(SdkBytes.fromByteArray(zip("index.js", code)))));
    try (var waiter = lambda.waiter()) {
      waiter.waitUntilFunctionActiveV2(b -> b.functionName(name));
    }
    return urlOf(name, b -> b.invokeMode("RESPONSE_STREAM"));
  }

  private URI urlOf(String name, Consumer<CreateFunctionUrlConfigRequest.Builder> more) {
    allowEverybody(name);
    return URI.create(
        lambda
            .createFunctionUrlConfig(b -> {
              b.functionName(name).authType(FunctionUrlAuthType.NONE);
              more.accept(b);
            })
            .functionUrl());
  }

  void allowEverybody(String name) {
    lambda.addPermission(b ->
        b.functionName(name)
            .statementId("FunctionURLAllowPublicAccess")
            .action("lambda:InvokeFunctionUrl")
            .principal("*")
            .functionUrlAuthType(FunctionUrlAuthType.NONE));
  }

  HttpResponse<String> get(URI url, String... headers) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(url).GET(), headers);
  }

  HttpResponse<String> send(HttpRequest.Builder request, String... headers)
      throws IOException, InterruptedException {
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  static JsonNode json(HttpResponse<String> answer) {
    return GuardedDispatcher.JSON.readTree(answer.body());
  }

  private static byte[] zip(String name, String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(text.getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  @Override
  public void close() {
    http.close();
    lambda.close();
    dispatcher.close();
  }
}
