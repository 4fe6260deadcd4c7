package dev.tripline.dispatcher;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
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

/// Keeps the arrows between modules and the house rules that a machine can check.
class ArchitectureTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("/test-classes/"))
          .importPackages("dev.tripline");

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

  @Test
  void the_function_author_sees_nothing_of_the_dispatcher() {
    classes()
        .that()
        .resideInAPackage("dev.tripline.sdk..")
        .should()
        .onlyDependOnClassesThat(resideInAPackage("dev.tripline.sdk..").or(notOurs()))
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

  @Test
  void the_dispatcher_points_from_trigger_to_delivery_to_function() {
    layeredArchitecture()
        .consideringOnlyDependenciesInAnyPackage("dev.tripline.dispatcher..")
        .layer("function")
        .definedBy("dev.tripline.dispatcher.function..")
        .layer("delivery")
        .definedBy("dev.tripline.dispatcher.delivery..")
        .layer("trigger")
        .definedBy("dev.tripline.dispatcher.trigger..")
        .layer("deadletter")
        .definedBy("dev.tripline.dispatcher.deadletter..")
        .layer("lambdaapi")
        .definedBy("dev.tripline.dispatcher.lambdaapi..")
        .layer("destination")
        .definedBy("dev.tripline.dispatcher.destination..")
        .optionalLayer("dashboard")
        .definedBy("dev.tripline.dispatcher.dashboard..")
        .whereLayer("trigger")
        .mayOnlyBeAccessedByLayers("lambdaapi", "deadletter", "dashboard")
        .whereLayer("lambdaapi")
        .mayNotBeAccessedByAnyLayer()
        .whereLayer("deadletter")
        .mayOnlyBeAccessedByLayers("dashboard")
        .whereLayer("delivery")
        .mayOnlyBeAccessedByLayers("trigger", "deadletter", "lambdaapi")
        .whereLayer("destination")
        .mayOnlyBeAccessedByLayers("trigger")
        .whereLayer("function")
        .mayOnlyBeAccessedByLayers("delivery", "destination", "trigger", "deadletter", "lambdaapi")
        .check(PRODUCT);
  }

  @Test
  void spring_stays_at_the_edges() {
    noClasses()
        .that()
        .resideInAPackage("dev.tripline..")
        .and(areNotSpringClasses())
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

  private static DescribedPredicate<JavaClass> notOurs() {
    return DescribedPredicate.not(resideInAPackage("dev.tripline.."));
  }

  private static DescribedPredicate<JavaClass> areNotSpringClasses() {
    return DescribedPredicate.describe(
        "are not Application, Configuration, Controller or Settings",
        type ->
            !type.getName().matches(".*(Application|Configuration|Controller|Settings)(\\$.*)?"));
  }
}
