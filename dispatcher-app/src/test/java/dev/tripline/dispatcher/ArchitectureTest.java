package dev.tripline.dispatcher;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;

/// Keeps the arrows between modules and the house rules that a machine can check.
class ArchitectureTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(
              location -> !location.contains("/test-classes/") && !location.contains("-tests.jar"))
          .withImportOption(location -> !location.contains("__")) // made of the others by the build
          .importPackages("dev.tripline");

  private static final String[] CLIENTS = {
    "org.springframework.amqp..", "org.springframework.dao..", "org.springframework.jdbc.."
  };

  private static final JavaClasses DISPATCHER =
      PRODUCT.that(resideInAPackage("dev.tripline.dispatcher.."));

  @Test
  void modules_depend_only_on_the_interfaces() {
    for (String module : new String[] {"retry", "store", "adapter", "runtime"}) {
      classes()
          .that()
          .resideInAPackage("dev.tripline." + module + "..")
          .should()
          .onlyDependOnClassesThat(
              resideInAPackage("dev.tripline." + module + "..")
                  .or(resideInAPackage("dev.tripline.spi.."))
                  .or(notOurs()))
          .check(PRODUCT);
    }
  }

  @Test
  void deliveries_know_rules_and_interfaces_only() {
    classes()
        .that()
        .resideInAPackage("dev.tripline.delivery..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(
                    "dev.tripline.delivery..", "dev.tripline.retry..", "dev.tripline.spi..")
                .or(notOurs()))
        .check(PRODUCT);
  }

  /// Libraries can be used without the framework that starts the dispatcher. The store asks its
  /// databases, and the adapter for RabbitMQ its broker, by clients of Spring that need no context.
  @Test
  void only_the_dispatcher_knows_spring() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.tripline.dispatcher..", "dev.tripline.benchmarks..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.springframework..").and(not(resideInAnyPackage(CLIENTS))))
        .check(PRODUCT);
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "dev.tripline.dispatcher..",
            "dev.tripline.benchmarks..",
            "dev.tripline.store..",
            "dev.tripline.adapter.rabbitmq..")
        .should()
        .dependOnClassesThat(resideInAnyPackage(CLIENTS))
        .check(PRODUCT);
  }

  @Test
  void the_function_author_sees_nothing_of_the_dispatcher() {
    classes()
        .that()
        .resideInAPackage("dev.tripline.sdk..")
        .should()
        .onlyDependOnClassesThat(resideInAPackage("dev.tripline.sdk..").or(notOurs()))
        .check(PRODUCT);
  }

  /// It speaks HTTP, as everybody else does.
  @Test
  void the_command_line_sees_nothing_of_the_dispatcher() {
    classes()
        .that()
        .resideInAPackage("dev.tripline.cli..")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("dev.tripline.cli..", "dev.tripline.sdk..").or(notOurs()))
        .check(PRODUCT);
  }

  @Test
  void the_interfaces_need_nothing() {
    classes()
        .that()
        .resideInAPackage("dev.tripline.spi..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("dev.tripline.spi..", "java..", "org.jspecify..")
        .check(PRODUCT);
  }

  /// `shards` is no adapter: it is what two of them are made of, and sees none of them.
  @Test
  void adapters_never_see_one_another() {
    slices()
        .matching("dev.tripline.adapter.(*)..")
        .should()
        .notDependOnEachOther()
        .ignoreDependency(alwaysTrue(), resideInAPackage("dev.tripline.adapter.shards.."))
        .check(PRODUCT);
  }

  /// What two kinds of sources share stands outside of them.
  @Test
  void kinds_of_sources_see_one_another_no_more_than_they_are_seen() {
    slices()
        .matching("dev.tripline.dispatcher.trigger.kind.(*)..")
        .should()
        .notDependOnEachOther()
        .check(PRODUCT);
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.tripline.dispatcher.trigger.kind..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.tripline.dispatcher.trigger.kind..")
        .check(PRODUCT);
  }

  /// Each package of the dispatcher has its place; a new one gets a line here.
  @Test
  void packages_of_the_dispatcher_see_only_what_is_below_them() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("dev.tripline.dispatcher..")
        .ensureAllClassesAreContainedInArchitectureIgnoring("dev.tripline.dispatcher")
        .layer("account")
        .definedBy(in("account"))
        .layer("rest")
        .definedBy(in("rest"))
        .layer("store")
        .definedBy(in("store"))
        .layer("reference")
        .definedBy(in("secret.reference"))
        .layer("audit")
        .definedBy(in("audit"))
        .layer("secret")
        .definedBy(in("secret").and(not(in("secret.reference"))))
        .layer("access")
        .definedBy(in("access"))
        .layer("masking")
        .definedBy(in("masking"))
        .layer("network")
        .definedBy(in("network"))
        .layer("resource")
        .definedBy(in("resource"))
        .layer("settings")
        .definedBy(in("settings"))
        .layer("start")
        .definedBy(in("start"))
        .whereLayer("start")
        .mayNotBeAccessedByAnyLayer()
        .layer("connection")
        .definedBy(in("connection"))
        .layer("function")
        .definedBy(in("function"))
        .layer("delivery")
        .definedBy(in("delivery"))
        .layer("destination")
        .definedBy(in("destination"))
        .layer("idempotency")
        .definedBy(in("idempotency"))
        .layer("topic")
        .definedBy(in("topic").and(not(in("topic.publish"))).and(not(in("topic.query"))))
        .layer("publish")
        .definedBy(in("topic.publish").or(in("topic.query")))
        .layer("trigger")
        .definedBy(in("trigger"))
        .layer("deadletter")
        .definedBy(in("deadletter"))
        .layer("functionurl")
        .definedBy(in("functionurl"))
        .layer("lambdaapi")
        .definedBy(in("lambdaapi"))
        .layer("bus")
        .definedBy(in("bus"))
        .layer("alert")
        .definedBy(in("alert"))
        .layer("explain")
        .definedBy(in("explain"))
        .layer("health")
        .definedBy(in("health"))
        .layer("dashboard")
        .definedBy(in("dashboard"))
        .layer("document")
        .definedBy(in("document"))
        .whereLayer("account")
        .mayNotAccessAnyLayer()
        .whereLayer("rest")
        .mayNotAccessAnyLayer()
        .whereLayer("store")
        .mayNotAccessAnyLayer()
        .whereLayer("reference")
        .mayNotAccessAnyLayer()
        .whereLayer("audit")
        .mayOnlyAccessLayers("rest")
        .whereLayer("secret")
        .mayOnlyAccessLayers("audit", "reference", "rest", "store")
        .whereLayer("access")
        .mayOnlyAccessLayers("account", "audit", "reference", "rest", "secret", "store")
        .whereLayer("masking")
        .mayOnlyAccessLayers("access", "audit", "rest", "secret", "store")
        .whereLayer("network")
        .mayNotAccessAnyLayer()
        .whereLayer("resource")
        .mayOnlyAccessLayers("audit", "rest", "store")
        .whereLayer("settings")
        .mayOnlyAccessLayers("reference")
        .whereLayer("connection")
        .mayOnlyAccessLayers("account", "network", "reference")
        .whereLayer("function")
        .mayOnlyAccessLayers(
            "access",
            "account",
            "audit",
            "connection",
            "masking",
            "network",
            "reference",
            "resource",
            "rest",
            "secret",
            "store")
        .whereLayer("delivery")
        .mayOnlyAccessLayers("access", "function", "masking", "rest", "store")
        .whereLayer("destination")
        .mayOnlyAccessLayers("access", "connection", "function", "reference", "store")
        .whereLayer("idempotency")
        .mayOnlyAccessLayers("store")
        .whereLayer("trigger")
        .mayOnlyAccessLayers(
            "access",
            "account",
            "audit",
            "connection",
            "delivery",
            "destination",
            "function",
            "idempotency",
            "masking",
            "network",
            "reference",
            "resource",
            "rest",
            "secret",
            "store",
            "topic")
        .whereLayer("topic")
        .mayOnlyAccessLayers("account")
        .whereLayer("publish")
        .mayOnlyAccessLayers(
            "access",
            "account",
            "destination",
            "function",
            "idempotency",
            "rest",
            "topic",
            "trigger")
        .whereLayer("deadletter")
        .mayOnlyAccessLayers(
            "access",
            "audit",
            "delivery",
            "function",
            "masking",
            "resource",
            "rest",
            "store",
            "trigger")
        .whereLayer("alert")
        .mayOnlyAccessLayers(
            "access", "audit", "function", "reference", "rest", "secret", "store", "trigger")
        .whereLayer("alert")
        .mayOnlyBeAccessedByLayers("dashboard")
        .whereLayer("explain")
        .mayOnlyAccessLayers("access", "delivery", "masking", "rest", "store", "trigger")
        .whereLayer("explain")
        .mayOnlyBeAccessedByLayers("dashboard")
        .whereLayer("health")
        .mayOnlyAccessLayers("rest", "store")
        .whereLayer("health")
        .mayOnlyBeAccessedByLayers("dashboard")
        .whereLayer("functionurl")
        .mayOnlyAccessLayers("access", "account", "function", "idempotency", "rest")
        .whereLayer("lambdaapi")
        .mayOnlyAccessLayers(
            "access",
            "account",
            "connection",
            "delivery",
            "function",
            "functionurl",
            "idempotency",
            "reference",
            "rest",
            "secret",
            "store",
            "trigger")
        .whereLayer("document")
        .mayOnlyAccessLayers("access", "account")
        .whereLayer("document")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("dashboard")
        .mayOnlyAccessLayers(
            "access",
            "alert",
            "deadletter",
            "delivery",
            "explain",
            "function",
            "health",
            "masking",
            "rest",
            "trigger")
        .whereLayer("dashboard")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("bus")
        .mayOnlyAccessLayers(
            "access",
            "account",
            "audit",
            "delivery",
            "destination",
            "function",
            "idempotency",
            "rest",
            "store",
            "trigger")
        .check(DISPATCHER);
  }

  @Test
  void packages_of_the_deliveries_form_no_circle() {
    slices().matching("dev.tripline.delivery.(*)..").should().beFreeOfCycles().check(PRODUCT);
  }

  /// `dispatcher.settings` deals with how Spring finds and binds them, `dispatcher.start` with how it finds
  /// beans.
  @Test
  void spring_stays_at_the_edges() {
    noClasses()
        .that()
        .resideInAPackage("dev.tripline..")
        .and(areNotSpringClasses())
        .and()
        .resideOutsideOfPackages(
            "dev.tripline.dispatcher.settings..", "dev.tripline.dispatcher.start..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.springframework.boot..",
            "org.springframework.context..",
            "org.springframework.beans..",
            "org.springframework.stereotype..",
            "org.springframework.web..",
            "org.springframework.http..")
        .check(PRODUCT);
  }

  /// Definitions of beans that the build generates forget it, and would close what others still need.
  @Test
  void beans_that_must_not_be_closed_cannot_be() {
    noMethods()
        .that()
        .areAnnotatedWith(Bean.class)
        .should()
        .beAnnotatedWith(
            DescribedPredicate.describe(
                "an empty destroyMethod",
                annotation ->
                    annotation.getRawType().isEquivalentTo(Bean.class)
                        && annotation.get("destroyMethod").orElse("x").equals("")))
        .check(DISPATCHER);
  }

  @Test
  void the_wall_clock_is_read_in_one_place() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.tripline.dispatcher.store..", "dev.tripline.benchmarks..")
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(Clock.class, "systemDefaultZone")
        .check(PRODUCT);
  }

  @Test
  void names_say_what_a_thing_is() {
    noClasses()
        .should()
        .haveNameMatching(".*(Impl|Manager|Helper|Utils?|Common)$")
        .orShould()
        .resideInAnyPackage("..config..", "..model..", "..util..", "..exceptions..")
        .check(PRODUCT);
  }

  private static DescribedPredicate<JavaClass> in(String subject) {
    return resideInAPackage("dev.tripline.dispatcher." + subject + "..");
  }

  private static DescribedPredicate<JavaClass> notOurs() {
    return not(resideInAPackage("dev.tripline.."));
  }

  private static DescribedPredicate<JavaClass> areNotSpringClasses() {
    return DescribedPredicate.describe(
        "are not Application, Configuration, Controller or Settings",
        type ->
            !type.getName().matches(".*(Application|Configuration|Controller|Settings)(\\$.*)?"));
  }
}
