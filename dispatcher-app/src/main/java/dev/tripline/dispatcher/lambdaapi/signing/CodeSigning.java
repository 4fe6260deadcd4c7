package dev.tripline.dispatcher.lambdaapi.signing;

import dev.tripline.dispatcher.function.registry.CodeSigningConfig;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.lambdaapi.function.Changes;
import dev.tripline.dispatcher.lambdaapi.function.FunctionViews;
import dev.tripline.dispatcher.lambdaapi.request.Page;
import dev.tripline.dispatcher.lambdaapi.request.Parts;
import dev.tripline.dispatcher.lambdaapi.tag.Tagging;
import dev.tripline.dispatcher.lambdaapi.wire.Answer;
import dev.tripline.dispatcher.lambdaapi.wire.ApiException;
import dev.tripline.dispatcher.lambdaapi.wire.Input;
import dev.tripline.dispatcher.lambdaapi.wire.Routes;
import dev.tripline.spi.invocation.FunctionTarget;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Code signing configurations, and the functions that have one. [SignedPackages] acts on them.
public record CodeSigning(Parts parts, SigningConfigs configs) {
  private static final String ENFORCE = "Enforce";

  public void addTo(Routes routes) {
    routes.checked("CreateCodeSigningConfig", this::create);
    routes.checked("UpdateCodeSigningConfig", this::update);
    routes.checked("GetCodeSigningConfig", input -> view(200, configs.existing(arn(input))));
    routes.checked("DeleteCodeSigningConfig", this::delete);
    routes.checked("ListCodeSigningConfigs", this::list);
    routes.checked("ListFunctionsByCodeSigningConfig", this::functions);
    routes.checked("PutFunctionCodeSigningConfig", this::put);
    routes.checked("GetFunctionCodeSigningConfig", this::get);
    routes.checked("DeleteFunctionCodeSigningConfig", this::remove);
  }

  private static String arn(Input input) {
    return input.string("CodeSigningConfigArn");
  }

  private Answer create(Input input) {
    Tagging.requireFew(input.map("Tags"));
    String id = "csc-" + UUID.randomUUID().toString().replace("-", "").substring(0, 17);
    CodeSigningConfig config =
        new CodeSigningConfig(
            id,
            input.string("Description", ""),
            publishers(input),
            enforced(input, false),
            parts.clock().instant(),
            input.map("Tags"));
    parts.registry().changeCodeSigningConfig(id, _ -> config);
    return view(201, config);
  }

  private Answer update(Input input) {
    CodeSigningConfig changed =
        configs.edit(
            arn(input),
            before ->
                new CodeSigningConfig(
                    before.id(),
                    input.string("Description", before.description()),
                    input.has("AllowedPublishers") ? publishers(input) : before.publishers(),
                    enforced(input, before.enforced()),
                    parts.clock().instant(),
                    before.tags()));
    return view(200, changed);
  }

  private static List<String> publishers(Input input) {
    return input.object("AllowedPublishers").strings("SigningProfileVersionArns");
  }

  private static boolean enforced(Input input, boolean absent) {
    Input policies = input.object("CodeSigningPolicies");
    return policies.has("UntrustedArtifactOnDeployment")
        ? policies.string("UntrustedArtifactOnDeployment").equals(ENFORCE)
        : absent;
  }

  private Answer delete(Input input) {
    String arn = arn(input);
    CodeSigningConfig config = configs.existing(arn);
    if (!users(arn).isEmpty()) {
      throw ApiException.conflict(
          "The code signing configuration " + arn + " is in use by a function.");
    }
    parts.registry().changeCodeSigningConfig(config.id(), _ -> null);
    return Answer.empty(204);
  }

  private Answer list(Input input) {
    Page<CodeSigningConfig> page =
        Page.of(
            input,
            parts.registry().codeSigningConfigs().stream()
                .sorted(Comparator.comparing(CodeSigningConfig::id))
                .toList());
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    ArrayNode all = answer.putArray("CodeSigningConfigs");
    page.items().forEach(config -> all.add(object(config)));
    page.addMarker(answer);
    return Answer.json(200, answer);
  }

  private Answer functions(Input input) {
    configs.existing(arn(input));
    Page<String> page = Page.of(input, users(arn(input)));
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    page.items().forEach(answer.putArray("FunctionArns")::add);
    page.addMarker(answer);
    return Answer.json(200, answer);
  }

  private List<String> users(String arn) {
    return parts.registry().functions().stream()
        .filter(function -> arn.equals(function.codeSigning()))
        .map(PackageFunction::name)
        .sorted()
        .map(parts.names().account()::functionArn)
        .toList();
  }

  /// The configuration is looked for before the function, as on AWS.
  private Answer put(Input input) {
    String arn = arn(input);
    configs.required(arn);
    FunctionTarget target = parts.names().target(input);
    new Changes(parts)
        .change(
            target,
            function -> {
              if (function.latest().settings().runsAnImage()) {
                throw ApiException.invalid(SignedPackages.NO_SIGNED_IMAGES);
              }
              return function.withCodeSigning(arn);
            });
    return ofFunction(target, arn);
  }

  private Answer get(Input input) {
    FunctionTarget target = parts.names().target(input);
    PackageFunction function = parts.names().function(target);
    parts.names().version(function, target);
    return ofFunction(target, function.codeSigning());
  }

  private Answer remove(Input input) {
    FunctionTarget target = parts.names().target(input);
    new Changes(parts).change(target, function -> function.withCodeSigning(null));
    return Answer.empty(204);
  }

  private static Answer ofFunction(FunctionTarget target, @Nullable String arn) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    if (arn != null) {
      answer.put("CodeSigningConfigArn", arn).put("FunctionName", target.name());
    }
    return Answer.json(200, answer);
  }

  private Answer view(int status, CodeSigningConfig config) {
    ObjectNode answer = JsonNodeFactory.instance.objectNode();
    answer.set("CodeSigningConfig", object(config));
    return Answer.json(status, answer);
  }

  private ObjectNode object(CodeSigningConfig config) {
    ObjectNode view = JsonNodeFactory.instance.objectNode();
    view.put("CodeSigningConfigId", config.id());
    view.put("CodeSigningConfigArn", configs.arn(config.id()));
    view.put("Description", config.description());
    ArrayNode publishers =
        view.putObject("AllowedPublishers").putArray("SigningProfileVersionArns");
    config.publishers().forEach(publishers::add);
    view.putObject("CodeSigningPolicies")
        .put("UntrustedArtifactOnDeployment", config.enforced() ? ENFORCE : "Warn");
    view.put("LastModified", FunctionViews.time(config.lastModified()));
    return view;
  }
}
