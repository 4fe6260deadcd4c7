package dev.tripline.cli;

import dev.tripline.cli.session.ExitCode;
import dev.tripline.cli.session.Session;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Prints a script that makes a shell complete the command.
@Command(
    name = "completion",
    description = {
      "Print a script that completes this command.",
      "bash: source <(tripline completion bash)",
      "zsh:  source <(tripline completion zsh)"
    })
final class Completion implements Callable<Integer> {
  /// Shells that it is for.
  enum Shell {
    bash,
    zsh
  }

  /// One script for both: in zsh, `complete` is there after `bashcompinit`, which wants `compinit` first.
  /// As a file `_tripline` on zsh's path the script is run by the first completion, after `compinit` and
  /// without aliases, and completes at its end.
  private static final String ZSH_BEGIN =
      """
      #compdef tripline
      if [[ "${funcstack[1]}" != _tripline ]]; then
        autoload -U +X compinit && compinit
      else
        function compopt { : }
      fi\
      """;

  private static final String ZSH_END =
      """
      if [[ "${funcstack[1]}" = _tripline ]]; then
        _bash_complete -o default -F _complete_tripline
      fi\
      """;

  private final Session session;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
  private Shell shell = Shell.bash;

  Completion(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    String script = AutoComplete.bash("tripline", spec.root().commandLine());
    session.print(shell == Shell.zsh ? List.of(ZSH_BEGIN, script, ZSH_END) : List.of(script));
    return ExitCode.DONE;
  }
}
