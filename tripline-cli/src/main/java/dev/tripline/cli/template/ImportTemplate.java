package dev.tripline.cli.template;

import dev.tripline.cli.http.RefusedException;
import dev.tripline.cli.output.Json;
import dev.tripline.cli.output.Plain;
import dev.tripline.cli.session.ExitCode;
import dev.tripline.cli.session.Session;
import dev.tripline.cli.session.UsageException;
import dev.tripline.cli.template.cloudformation.SamTemplate;
import dev.tripline.cli.template.serverless.ServerlessTemplate;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `import`.
@Command(
    name = "import",
    description = {
      "Make the functions, layers, mappings and triggers of a template of SAM (CloudFormation) or"
          + " of the Serverless Framework, or bring them up to date. What is not made is listed.",
      "Code is taken as it lies there: build it first."
    })
public final class ImportTemplate implements Callable<Integer> {
  private final Session session;
  private final Map<String, Object> made = new LinkedHashMap<>();
  private int code = ExitCode.DONE;

  @Parameters(
      paramLabel = "TEMPLATE",
      description = "Such as template.yaml, .aws-sam/build/template.yaml or serverless.yml.")
  private String file = "";

  @Option(names = "--dry-run", description = "Tell what would be made, and make nothing.")
  private boolean dryRun;

  @Option(
      names = "--parameter",
      paramLabel = "NAME=VALUE",
      description = "A parameter of the template.")
  private Map<String, String> parameters = new LinkedHashMap<>();

  @Option(
      names = "--stage",
      paramLabel = "NAME",
      description = "The stage, or the name of the stack.")
  private @Nullable String stage;

  @Option(
      names = "--account",
      paramLabel = "ID",
      defaultValue = "000000000000",
      description = "The account in names of resources; ${DEFAULT-VALUE} if not given.")
  private String account = "";

  @Option(
      names = "--public",
      description = "HTTP events that need no proof in the template need none here.")
  private boolean open;

  public ImportTemplate(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (!account.matches("[0-9]{12}")) {
      throw new UsageException("--account takes 12 digits");
    }
    Plan plan = plan(TemplateFile.read(new String(session.read(file), StandardCharsets.UTF_8)));
    if (plan.isEmpty() && plan.left().isEmpty()) {
      throw new UsageException(file + " has nothing to make");
    }
    make(plan);
    plan.left().forEach(left -> tell("left out", left.where(), left.why()));
    if (session.wantsJson()) {
      made.put("leftOut", plan.left().stream().map(Plan.LeftOut::members).toList());
      session.printJson(Json.write(made));
    }
    return code;
  }

  private Plan plan(Json template) {
    String name = stage == null ? "" : stage;
    Account target = new Account(session.region(), account, name, parameters, directory(), open);
    if (ServerlessTemplate.reads(template)) {
      return ServerlessTemplate.plan(template, target, session.surroundings().environment());
    }
    if (SamTemplate.reads(template)) {
      return SamTemplate.plan(template, target);
    }
    throw new UsageException(
        file + " has neither Resources, as templates of SAM, nor service and provider");
  }

  private Path directory() {
    Path parent = Path.of(file).toAbsolutePath().getParent();
    return parent == null ? Path.of("/") : parent;
  }

  /// A part of the plan that is made.
  private interface Step<T> {
    Maker.Done make(T part) throws InterruptedException;
  }

  private void make(Plan plan) throws InterruptedException {
    Maker maker = new Maker(session);
    CodePaths paths = new CodePaths(session, plan, directory());
    each("layer", plan.layers(), maker::make, plan, paths);
    each("function", plan.functions(), maker::make, plan, paths);
    each("mapping", plan.mappings(), maker::make, plan, paths);
    each("trigger", plan.triggers(), maker::make, plan, paths);
  }

  /// A part that cannot be made does not keep the others from it.
  private <T extends Plan.Part> void each(
      String kind, List<T> parts, Step<T> step, Plan plan, CodePaths paths)
      throws InterruptedException {
    List<Map<String, Object>> done = new ArrayList<>();
    made.put(kind + "s", done);
    for (T part : parts) {
      String called = kind + " " + part.called();
      if (plan.isLost(part)) {
        plan.leave(called, "its function is left out");
        continue;
      }
      try {
        @Nullable Path from = packed(called, part, plan, paths);
        String words = dryRun ? "planned" : step.make(part).name().toLowerCase(Locale.ROOT);
        done.add(members(part.called(), words, from));
        tell(words, kind, part.called() + (dryRun && from != null ? "  from " + from : ""));
      } catch (RefusedException e) {
        if (!e.isOfOnePart()) {
          session.tell("tripline: what is from " + called + " on was not made");
          throw e;
        }
        failed(plan, called, ExitCode.REFUSED, String.valueOf(e.getMessage()));
      } catch (UsageException e) {
        failed(plan, called, ExitCode.USAGE, String.valueOf(e.getMessage()));
      } catch (UncheckedIOException e) {
        failed(plan, called, ExitCode.USAGE, e.getMessage() + ": " + e.getCause());
      } catch (Maker.FailedException e) {
        failed(plan, called, ExitCode.FAILED, String.valueOf(e.getMessage()));
      }
    }
  }

  /// What of the disk is packed; null for nothing.
  private static @Nullable Path packed(String called, Plan.Part part, Plan plan, CodePaths paths) {
    if (!(part.code() instanceof Plan.Code.Packed packed)) {
      return null;
    }
    try {
      return paths.look(called, packed);
    } catch (UsageException | UncheckedIOException e) {
      plan.lose(part);
      throw e;
    }
  }

  private static Map<String, Object> members(String name, String done, @Nullable Path from) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("name", name);
    members.put("done", done);
    if (from != null) {
      members.put("path", from.toString());
    }
    return members;
  }

  private void failed(Plan plan, String called, int with, String why) {
    plan.leave(called, why);
    code = code == ExitCode.DONE ? with : code;
  }

  private void tell(String done, String kind, String name) {
    if (!session.wantsJson()) {
      session.print(List.of(Plain.line(done + "  " + kind + "  " + name)));
    }
  }
}
