package dev.tripline.dispatcher.lambdaapi.function;

import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.runtime.FunctionRuntime;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The runtimes that a function may name: those of AWS, and of them those installed on this host.
public record Runtimes(FunctionRuntime host) {
  private static final List<String> KNOWN =
      List.of(
          "nodejs20.x",
          "python3.14",
          "provided.al2023",
          "python3.12",
          "python3.13",
          "nodejs24.x",
          "nodejs22.x",
          "java25",
          "python3.10",
          "python3.11",
          "java21",
          "ruby3.3",
          "ruby3.4",
          "ruby3.2",
          "python3.8",
          "python3.9",
          "java17",
          "nodejs16.x",
          "dotnet10",
          "dotnet8",
          "java11",
          "dotnet6",
          "nodejs18.x",
          "provided.al2",
          "java8.al2");
  private static final List<String> LANGUAGES_OF_NONE = List.of("ruby", "dotnet");
  private static final Set<String> GONE =
      Set.of(
          "java8",
          "go1.x",
          "provided",
          "ruby2.5",
          "ruby2.7",
          "nodejs",
          "nodejs4.3",
          "nodejs6.10",
          "nodejs8.10",
          "nodejs10.x",
          "nodejs12.x",
          "nodejs14.x",
          "python2.7",
          "python3.6",
          "python3.7",
          "dotnetcore1.0",
          "dotnetcore2.0",
          "dotnetcore2.1",
          "dotnetcore3.1");

  /// Of a runtime that runs on another version than it names.
  Optional<String> warning(String runtime) {
    return host.warning(runtime);
  }

  /// @throws ApiException 400 if it is unknown, gone, or not on this host
  void require(String runtime) {
    if (GONE.contains(runtime)) {
      throw ApiException.invalid(
          "The runtime parameter of "
              + runtime
              + " is no longer supported for creating or updating AWS Lambda functions. We"
              + " recommend you use a supported runtime while creating or updating functions.");
    }
    if (!KNOWN.contains(runtime)) {
      throw ApiException.invalid(
          "Value "
              + runtime
              + " at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: "
              + KNOWN
              + " or be a valid ARN");
    }
    if (LANGUAGES_OF_NONE.stream().anyMatch(runtime::startsWith)) {
      throw ApiException.invalid(
          "The runtime "
              + runtime
              + " is not offered: Java, Node.js and Python run here as they are. Use"
              + " provided.al2023 and put a file bootstrap into the package that starts the"
              + " language's own Lambda runtime client.");
    }
    host.whyUnavailable(runtime)
        .ifPresent(why -> {
          throw ApiException.invalid(
              "The runtime " + runtime + " is not available on this host: " + why);
        });
  }
}
