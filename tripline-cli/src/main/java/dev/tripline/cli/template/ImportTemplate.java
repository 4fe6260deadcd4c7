package dev.tripline.cli.template;

import dev.tripline.cli.http.RefusedException;
import dev.tripline.cli.output.Json;
import dev.tripline.cli.output.Plain;
import dev.tripline.cli.session.ExitCode;
import dev.tripline.cli.session.Session;
import dev.tripline.cli.session.UsageException;
import dev.tripline.cli.template.cloudformation.SamTemplate;
import dev.tripline.cli.template.serverless.ServerlessTemplate;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
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
    Path parent = Path.of(file).toAbsolutePath().getParent();
    String name = stage == null ? "" : stage;
    Path directory = parent == null ? Path.of("/") : parent;
    Account target = new Account(session.region(), account, name, parameters, directory, open);
    if (ServerlessTemplate.reads(template)) {
      return ServerlessTemplate.plan(template, target, session.surroundings().environment());
    }
    if (SamTemplate.reads(template)) {
      return SamTemplate.plan(template, target);
    }
    throw new UsageException(
        file + " has neither Resources, as templates of SAM, nor service and provider");
  }

  /// A part of the plan that is made.
  private interface Step<T> {
    Maker.Done make(T part) throws InterruptedException;
  }

  private void make(Plan plan) throws InterruptedException {
    Maker maker = new Maker(session);
    each("layer", plan.layers(), Plan.Layer::name, maker::make, plan);
    each("function", plan.functions(), Plan.Function::name, maker::make, plan);
    each("mapping", plan.mappings(), Plan.Mapping::where, maker::make, plan);
    each("trigger", plan.triggers(), Plan.Trigger::name, maker::make, plan);
  }

  /// A part that cannot be made does not keep the others from it.
  private <T> void each(
      String kind, List<T> parts, Function<T, String> name, Step<T> step, Plan plan)
      throws InterruptedException {
    List<Map<String, Object>> done = new ArrayList<>();
    made.put(kind + "s", done);
    for (T part : parts) {
      String called = name.apply(part);
      try {
        String words = dryRun ? "planned" : step.make(part).name().toLowerCase(Locale.ROOT);
        done.add(Map.of("name", called, "done", words));
        tell(words, kind, called);
      } catch (RefusedException e) {
        if (!e.isOfOnePart()) {
          session.tell("tripline: what is from " + kind + " " + called + " on was not made");
          throw e;
        }
        failed(plan, kind, called, ExitCode.REFUSED, e);
      } catch (UsageException e) {
        failed(plan, kind, called, ExitCode.USAGE, e);
      } catch (Maker.FailedException e) {
        failed(plan, kind, called, ExitCode.FAILED, e);
      }
    }
  }

  private void failed(Plan plan, String kind, String called, int with, RuntimeException why) {
    plan.leave(kind + " " + called, String.valueOf(why.getMessage()));
    code = code == ExitCode.DONE ? with : code;
  }

  private void tell(String done, String kind, String name) {
    if (!session.wantsJson()) {
      session.print(List.of(Plain.line(done + "  " + kind + "  " + name)));
    }
  }
}
