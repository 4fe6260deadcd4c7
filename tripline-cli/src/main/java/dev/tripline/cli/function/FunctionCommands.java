package dev.tripline.cli.function;

import dev.tripline.cli.http.ApiPath;
import dev.tripline.cli.session.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// `function`.
@Command(name = "function", description = "Deploy functions, and look after them.")
public final class FunctionCommands {
  private FunctionCommands() {}

  public static CommandLine all(Session session) {
    return new CommandLine(new FunctionCommands())
        .addSubcommand(new ListFunctions(session))
        .addSubcommand(new ShowFunction(session))
        .addSubcommand(new DeployFunction(session))
        .addSubcommand(new FunctionLogs(session))
        .addSubcommand(new DeleteFunction(session));
  }

  static ApiPath own(String function) {
    return ApiPath.of("/v1/functions").segment(function);
  }

  /// Of the version of the Lambda API that most operations have.
  public static ApiPath lambda(String function) {
    return ApiPath.of("/2015-03-31/functions").segment(function);
  }
}
