package dev.tripline.dispatcher.lambdaapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tripline.dispatcher.function.image.Images;
import dev.tripline.dispatcher.function.packaged.Deployments;
import dev.tripline.dispatcher.function.packaged.UnusedImages;
import dev.tripline.dispatcher.function.registry.JdbcRegistryStore;
import dev.tripline.dispatcher.function.registry.PackageFunction;
import dev.tripline.dispatcher.function.registry.Registry;
import dev.tripline.dispatcher.scenario.TriggerApp;
import dev.tripline.runtime.FunctionRuntime;
import dev.tripline.runtime.image.ImageStore;
import dev.tripline.runtime.image.content.Digest;
import dev.tripline.store.Stores;
import dev.tripline.testkit.image.ImageDraft;
import dev.tripline.testkit.image.LayerDraft;
import dev.tripline.testkit.image.RegistryServer;
import dev.tripline.testkit.image.ShellImage;
import dev.tripline.testkit.server.S3Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.CreateFunctionResponse;
import software.amazon.awssdk.services.lambda.model.FunctionConfiguration;
import software.amazon.awssdk.services.lambda.model.GetFunctionResponse;
import software.amazon.awssdk.services.lambda.model.InvalidParameterValueException;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.PackageType;
import software.amazon.awssdk.services.lambda.model.State;

/// Container images as functions, by the AWS SDK, out of directories and a registry.
class ImagesOverTheApiTest {
  @TempDir static Path data;
  private static RunningDispatcher dispatcher;
  private static LambdaClient lambda;
  private static S3Server buckets;

  @BeforeAll
  static void start() throws IOException {
    buckets = S3Server.start();
    Path secret = Files.writeString(data.resolve("secret"), S3Server.SECRET_KEY);
    Path password = Files.writeString(data.resolve("password"), RegistryServer.PASSWORD);
    dispatcher =
        RunningDispatcher.start(
            data.resolve("data"),
            "--tripline.workers.sandbox=auto",
            "--tripline.images.directories=" + Files.createDirectory(data.resolve("images")),
            "--tripline.aws.endpoints.s3=" + buckets.endpoint(),
            "--tripline.aws.access-key-id=" + S3Server.ACCESS_KEY,
            "--tripline.aws.secret-access-key=file:" + secret,
            "--tripline.images.allow=127.0.0.1",
            "--tripline.images.logins.local.registry=" + registryHost(),
            "--tripline.images.logins.local.username=" + RegistryServer.USER,
            "--tripline.images.logins.local.password=file:" + password);
    lambda = dispatcher.lambda();
    String why = dispatcher.bean(FunctionRuntime.class).whyNoImages().orElse(null);
    if (why != null) {
      System.out.println("Skipped: " + why);
    }
    assumeTrue(why == null, why);
  }

  private static @Nullable RegistryServer registry;

  private static String registryHost() {
    if (!RegistryServer.isInstalled()) {
      System.out.println("Tests of registries are skipped: docker-registry is not installed.");
      return "127.0.0.1:1";
    }
    registry = RegistryServer.start();
    return registry.host();
  }

  @AfterAll
  static void stop() {
    if (dispatcher != null) {
      dispatcher.close();
    }
    if (registry != null) {
      registry.close();
    }
    buckets.close();
  }

  private static ImageDraft image(String answer) {
    return new ImageDraft()
        .layer(ShellImage.base())
        .layer(new LayerDraft().file("answer", answer))
        .process(
            """
            {"Entrypoint":["/bin/bash","/runtime"],"Cmd":["echo \\"$(</answer) $event\\""]}
            """);
  }

  private static CreateFunctionResponse create(String name, String uri) {
    return lambda.createFunction(b ->
        b.functionName(name)
            .role(Packages.ROLE)
            .packageType(PackageType.IMAGE)
            .code(c -> c.imageUri(uri)));
  }

  private static void write(Path file, String content) {
    try {
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String invoke(String name, String payload) {
    return Packages.invoke(lambda, name, payload).payload().asUtf8String();
  }

  @Test
  void layout_becomes_a_function_that_can_be_configured_changed_and_published() throws Exception {
    Path layout = data.resolve("images").resolve("layout");
    String digest = image("first").layout(layout);
    String uri = "oci:" + layout + ":latest";
    CreateFunctionResponse created = create("disk", uri);
    assertThat(created.stateAsString()).isEqualTo("Pending");
    assertThat(created.packageType()).isEqualTo(PackageType.IMAGE);
    assertThat(created.codeSha256()).isEqualTo(digest);
    assertThat(created.runtimeAsString()).isNull();
    assertThat(created.codeSize()).isZero();
    Packages.awaitActive(lambda, "disk");
    assertThat(invoke("disk", "{\"a\":1}")).isEqualTo("first {\"a\":1}");

    GetFunctionResponse got = lambda.getFunction(b -> b.functionName("disk"));
    assertThat(got.code().repositoryType()).isEqualTo("ECR");
    assertThat(got.code().imageUri()).isEqualTo(uri);
    assertThat(got.code().resolvedImageUri()).isEqualTo("oci:" + layout + "@sha256:" + digest);
    assertThat(got.code().location()).isNull();
    assertThat(lambda.publishVersion(b -> b.functionName("disk").codeSha256(digest)).version())
        .isEqualTo("1");

    lambda.updateFunctionConfiguration(b ->
        b.functionName("disk").imageConfig(c -> c.command("echo $PWD").workingDirectory("/etc")));
    Packages.awaitUpdated(lambda, "disk");
    assertThat(invoke("disk", "{}")).isEqualTo("/etc");
    assertThat(
            lambda
                .getFunctionConfiguration(b -> b.functionName("disk"))
                .imageConfigResponse()
                .imageConfig()
                .command())
        .containsExactly("echo $PWD");
    assertThat(invoke("disk:1", "{}")).isEqualTo("first {}");

    Path archive = image("second").archive(data.resolve("images").resolve("second.tar"));
    lambda.updateFunctionConfiguration(b -> b.functionName("disk").imageConfig(c -> {}));
    Packages.awaitUpdated(lambda, "disk");
    lambda.updateFunctionCode(b -> b.functionName("disk").imageUri("oci-archive:" + archive));
    Packages.awaitUpdated(lambda, "disk");
    assertThat(invoke("disk", "{}")).isEqualTo("second {}");
    // The layer that both images have is there once.
    Path layers = data.resolve("data").resolve("images").resolve("layers");
    try (var all = Files.list(layers)) {
      assertThat(all.filter(layer -> Files.exists(layer.resolve("tree").resolve("bin"))))
          .hasSize(1);
    }
  }

  @Test
  void registry_is_pulled_from_with_a_login_and_for_this_machine() {
    assumeTrue(registry != null, "docker-registry is not installed");
    RegistryServer server = Objects.requireNonNull(registry);
    server.pushIndex("team/shell", "v1", image("ours"), image("theirs").architecture("s390x"));
    CreateFunctionResponse created = create("pulled", server.host() + "/team/shell:v1");
    assertThat(created.codeSha256()).isEqualTo(ImageDraft.sha256(image("ours").manifest()));
    Packages.awaitActive(lambda, "pulled");
    assertThat(invoke("pulled", "{}")).isEqualTo("ours {}");
    assertThat(lambda.getFunction(b -> b.functionName("pulled")).code().resolvedImageUri())
        .isEqualTo(server.host() + "/team/shell@sha256:" + created.codeSha256());

    assertThatThrownBy(() -> create("missing", server.host() + "/team/shell:v2"))
        .isInstanceOf(InvalidParameterValueException.class)
        .hasMessageContaining(
            "Source image %s/team/shell:v2 does not exist. Provide a valid source image."
                .formatted(server.host()));
    // Another name of the same place has no login, or an address that is not allowed.
    String elsewhere = server.host().replace("127.0.0.1", "localhost");
    assertThatThrownBy(() -> create("guarded", elsewhere + "/team/shell:v1"))
        .hasMessageContaining("Lambda does not have permission to access the ECR image.");
  }

  @Test
  void archive_in_a_bucket_becomes_a_function() throws IOException {
    byte[] archive = Files.readAllBytes(image("stored").archive(data.resolve("stored.tar")));
    buckets.createBucket("images");
    buckets.put("images", "team/stored.tar", archive);
    create("stored", "s3://images/team/stored.tar");
    Packages.awaitActive(lambda, "stored");
    assertThat(invoke("stored", "{}")).isEqualTo("stored {}");
    assertRefused(
        () -> create("unstored", "s3://images/team/none.tar"),
        "does not exist. Provide a valid source image.");
  }

  @Test
  void unpacked_image_runs_after_a_restart_although_its_place_is_gone() throws Exception {
    Path archive = image("kept").archive(data.resolve("images").resolve("kept.tar"));
    create("kept", "oci-archive:" + archive);
    Packages.awaitActive(lambda, "kept");
    Files.delete(archive);
    // As on a node that has just started.
    PackageFunction function =
        Objects.requireNonNull(dispatcher.bean(Registry.class).function("kept"));
    dispatcher.bean(Deployments.class).forget(function.latest().key());
    assertThat(invoke("kept", "{}")).isEqualTo("kept {}");
  }

  @Test
  void image_goes_with_its_last_function_and_not_before() throws Exception {
    Path layout = data.resolve("images").resolve("collected");
    String digest = image("collected").layout(layout);
    for (String name : List.of("one", "other")) {
      create(name, "oci:" + layout);
      Packages.awaitActive(lambda, name);
    }
    Path root = data.resolve("data").resolve("images").resolve("images").resolve(digest);
    assertThat(root).isDirectory();
    Stores stores = dispatcher.bean(Stores.class);
    lambda.deleteFunction(b -> b.functionName("one"));
    try (UnusedImages _ =
        new UnusedImages(
            new JdbcRegistryStore(stores.reader(), stores.writer()),
            dispatcher.bean(ImageStore.class),
            Duration.ofMillis(1),
            InstantSource.system())) {
      assertThat(invoke("other", "{}")).isEqualTo("collected {}");
      assertThat(root).isDirectory();
      lambda.deleteFunction(b -> b.functionName("other"));
      TriggerApp.await(() -> !Files.exists(root), "the image is removed");
    }
  }

  @Test
  void provisioned_workers_come_once_the_image_can_be_had() throws Exception {
    Path layout = data.resolve("images").resolve("provisioned");
    ImageDraft image = image("provisioned");
    Digest digest = new Digest(image.layout(layout));
    create("warm", "oci:" + layout);
    Packages.awaitActive(lambda, "warm");
    lambda.publishVersion(b -> b.functionName("warm"));
    // As on a node that has never had it.
    PackageFunction function =
        Objects.requireNonNull(dispatcher.bean(Registry.class).function("warm"));
    dispatcher.bean(Deployments.class).forget(function.version("1").orElseThrow().key());
    dispatcher.bean(ImageStore.class).remove(all -> all.stream().filter(digest::equals).toList());
    damageLayers(image, layout);
    lambda.putProvisionedConcurrencyConfig(
        b -> b.functionName("warm").qualifier("1").provisionedConcurrentExecutions(1));
    TriggerApp.await(() -> provisioned("warm").equals("FAILED"), "the failure is shown");

    image.layout(layout);
    dispatcher.bean(Images.class).find("oci:" + layout); // its failure is a matter of the past
    TriggerApp.await(() -> provisioned("warm").equals("READY"), "the worker is up");
    assertThat(invoke("warm:1", "{}")).isEqualTo("provisioned {}");
    lambda.deleteProvisionedConcurrencyConfig(b -> b.functionName("warm").qualifier("1"));
  }

  private static String provisioned(String name) {
    return lambda
        .getProvisionedConcurrencyConfig(b -> b.functionName(name).qualifier("1"))
        .statusAsString();
  }

  private static void damageLayers(ImageDraft image, Path layout) {
    image
        .blobs()
        .forEach((digest, content) -> {
          if (content[0] != '{') { // a layer
            write(layout.resolve("blobs").resolve("sha256").resolve(digest), "not what it was");
          }
        });
  }

  @Test
  void pull_that_fails_leaves_the_function_failed_with_aws_code() {
    Path layout = data.resolve("images").resolve("damaged");
    ImageDraft image = image("damaged");
    image.layout(layout);
    damageLayers(image, layout);
    create("damaged", "oci:" + layout);
    try (var waiter = lambda.waiter()) {
      assertThatThrownBy(() -> waiter.waitUntilFunctionActiveV2(b -> b.functionName("damaged")))
          .isInstanceOf(RuntimeException.class);
    }
    FunctionConfiguration failed =
        lambda.getFunction(b -> b.functionName("damaged")).configuration();
    assertThat(failed.state()).isEqualTo(State.FAILED);
    assertThat(failed.stateReasonCodeAsString()).isEqualTo("InvalidImage");
    assertThat(failed.stateReason()).contains("has not the bytes that its digest names");
  }

  @Test
  void what_does_not_belong_together_is_refused_in_aws_words() {
    image("small").layout(data.resolve("images").resolve("small"));
    String uri = "oci:" + data.resolve("images").resolve("small");
    create("small", uri);
    Packages.awaitActive(lambda, "small");
    assertRefused(
        () ->
            lambda.updateFunctionCode(
                b -> b.functionName("small").zipFile(Packages.python(Packages.ECHO))),
        "Please provide ImageUri when updating a function with packageType Image.");
    assertRefused(
        () ->
            lambda.updateFunctionConfiguration(
                b -> b.functionName("small").handler("index.handler")),
        "Please don't provide Handler or Runtime or Layer when the intended function PackageType is"
            + " Image.");
    assertRefused(
        () ->
            lambda.createFunction(b ->
                b.functionName("both")
                    .role(Packages.ROLE)
                    .packageType(PackageType.IMAGE)
                    .handler("index.handler")
                    .code(c -> c.imageUri(uri))),
        "Please don't provide Handler or Runtime or Layer when the intended function PackageType is"
            + " Image.");
    assertRefused(
        () ->
            lambda.createFunction(
                b -> b.functionName("zip").role(Packages.ROLE).code(c -> c.imageUri(uri))),
        "Runtime and Handler are mandatory parameters for functions created with deployment"
            + " packages.");
    assertRefused(
        () -> create("name", "no-registry:1"),
        "Source image no-registry:1 is not valid. Provide a valid source image.");
    assertRefused(
        () -> create("outside", "oci:" + data.resolve("data")), "tripline.images.directories");
    assertRefused(
        () -> create("nothing", "oci:" + data.resolve("images").resolve("nothing")),
        "does not exist. Provide a valid source image.");
    assertRefused(
        () -> create("private", "10.0.0.1/team/shell:v1"),
        "the operator can allow it by tripline.images.allow");
  }

  private static void assertRefused(Runnable call, String message) {
    assertThatThrownBy(call::run).isInstanceOf(LambdaException.class).hasMessageContaining(message);
  }
}
