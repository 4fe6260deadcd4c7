package dev.tripline.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Keeps sizes small, interfaces narrow, and a contract test beside each implementation.
class HouseRulesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final JavaClasses EVERYTHING = new ClassFileImporter().importPaths(classFolders());

  /// Answers, callbacks and handles: whoever implements one is held to the contract of the interface
  /// that it belongs to, or carries out one call for another.
  private static final Map<String, String> WITHOUT_A_CONTRACT =
      Map.of(
          "EventSink", "called by an EventSource, and tested by its contract",
          "ShardConsumer", "called by a StreamSource, and tested by its contract",
          "Shard", "handed out by a StreamSource, whose contract reads and commits it",
          "Payload", "a value that writes itself out",
          "AddressResolver", "a rule for addresses; the guard that refuses some has its own tests",
          "Invoker", "runs a function; the tests of the runtime and of endpoints are its contract",
          "ResponseStream",
              "takes pieces; the runtime's connection and its pipe have their own tests",
          "ParkedKeyDrains", "a part of ParkedKeys, and of its contract",
          "RedriveWork", "a part of RedriveRuns, and of its contract",
          "StartRight", "a question of one delivery, tested with the deliveries that ask it");

  /// Types that are neither record, enum nor sealed interface, and values all the same.
  private static final Map<String, String> VALUES =
      Map.of(
          "Payload", "bytes that write themselves out",
          "AddressResolver", "a rule for addresses, handed to whoever connects",
          "EventFilter", "a pattern, compiled once",
          "ResponseStream", "the way of one answer to its caller",
          "StartRight", "a question that travels with the attempt",
          "TriggerSource", "the meaning of a form, a record for each kind");

  /// Implementations whose point is to break the contract, or that leave it to another one.
  private static final Map<String, String> EXEMPT =
      Map.of(
          "BrokenState", "fails on purpose",
          "CutOff", "a node that loses its store on purpose",
          "ScriptedLease", "is lost when the test says so",
          "CloudEventQueue", "writes payloads, and hands each call on to the adapter's queue",
          "CloudEventStream", "writes payloads, and hands each call on to the adapter's stream",
          "WatchedQueue", "counts, and hands each call on to the adapter's queue",
          "TracedEvents", "makes spans, and hands each call on to the store's queue");

  @Test
  void files_are_short() throws IOException {
    List<String> tooLong = new ArrayList<>();
    for (Path file : sources()) {
      try (Stream<String> lines = Files.lines(file)) {
        long count = lines.count();
        if (count > (isTest(file) ? 500 : 400)) {
          tooLong.add(ROOT.relativize(file) + ": " + count + " lines");
        }
      }
    }
    assertThat(tooLong).as("files of more than 400 lines, tests of more than 500").isEmpty();
  }

  /// `package-info.java` is not counted.
  @Test
  void packages_are_small() throws IOException {
    Map<Path, Long> files =
        sources().stream()
            .filter(file -> !file.endsWith("package-info.java"))
            .collect(Collectors.groupingBy(Path::getParent, TreeMap::new, Collectors.counting()));
    assertThat(
            files.entrySet().stream()
                .filter(entry -> entry.getValue() > 15)
                .map(entry -> ROOT.relativize(entry.getKey()) + ": " + entry.getValue()))
        .as("packages of more than 15 files")
        .isEmpty();
  }

  /// An enum's hidden parameters and an inner class's outer instance do not count.
  @Test
  void constructors_have_few_parameters() {
    assertThat(
            product()
                .filter(type -> !type.isRecord() && !type.isEnum() && isWritten(type))
                .flatMap(type -> type.getConstructors().stream())
                .filter(constructor -> parameters(constructor) > 5)
                .map(JavaConstructor::getFullName))
        .as("constructors of more than 5 parameters")
        .isEmpty();
  }

  /// A record of values may have as many as the thing has. A record that brings together what a
  /// class works with is a list of parameters by another name: it has a component whose type is a
  /// class of ours, or an interface of ours that anything may implement. Records, enums and sealed
  /// interfaces are values, and so are [#VALUES].
  @Test
  void records_of_collaborators_have_few_components() {
    assertThat(
            product()
                .filter(type -> type.isRecord() && components(type).size() > 5)
                .filter(type -> components(type).stream().anyMatch(HouseRulesTest::isCollaborator))
                .map(type -> type.getName() + ": " + components(type).size()))
        .as("records of collaborators with more than 5 components")
        .isEmpty();
  }

  @Test
  void interfaces_to_implement_are_narrow_and_have_no_default_methods() {
    List<JavaClass> interfaces = spi().toList();
    assertThat(interfaces).hasSizeGreaterThan(10);
    assertThat(
            interfaces.stream()
                .filter(type -> instanceMethods(type).count() > 7)
                .map(type -> type.getSimpleName() + ": " + instanceMethods(type).count()))
        .as("interfaces of more than 7 methods")
        .isEmpty();
    assertThat(
            interfaces.stream()
                .flatMap(HouseRulesTest::instanceMethods)
                .filter(method -> !method.getModifiers().contains(JavaModifier.ABSTRACT))
                .map(JavaMethod::getFullName))
        .as("default methods")
        .isEmpty();
  }

  /// A test class takes over the contract's tests by implementing it; it is an implementation's test
  /// if its code leads to the implementation, directly or through what it opens.
  @Test
  void each_implementation_passes_its_contract() {
    List<String> missing = new ArrayList<>();
    for (JavaClass contracted : spi().toList()) {
      if (!WITHOUT_A_CONTRACT.containsKey(contracted.getSimpleName())) {
        List<JavaClass> tests = testsOf(contracted.getSimpleName() + "Contract");
        contracted.getAllSubclasses().stream()
            .filter(type -> !type.isInterface() && !EXEMPT.containsKey(type.getSimpleName()))
            .filter(type -> tests.stream().noneMatch(test -> leadsTo(test, type)))
            .map(type -> type.getName() + " passes no " + contracted.getSimpleName() + "Contract")
            .forEach(missing::add);
        if (tests.isEmpty()) {
          missing.add(contracted.getSimpleName() + " has no contract, or no test of it");
        }
      }
    }
    assertThat(missing).as("implementations and fakes without a contract test").isEmpty();
  }

  private static List<JavaClass> testsOf(String contract) {
    return EVERYTHING.stream()
        .filter(type -> !type.isInterface() && type.getSimpleName().endsWith("Test"))
        .filter(type ->
            type.getAllRawInterfaces().stream()
                .anyMatch(implemented -> implemented.getSimpleName().equals(contract)))
        .toList();
  }

  private static boolean leadsTo(JavaClass test, JavaClass implementation) {
    return test.getTransitiveDependenciesFromSelf().stream()
        .anyMatch(dependency -> dependency.getTargetClass().equals(implementation));
  }

  /// What adapters, stores and runtimes implement: sealed interfaces are results.
  private static Stream<JavaClass> spi() {
    return EVERYTHING.stream()
        .filter(type -> type.getPackageName().startsWith("dev.tripline.spi."))
        .filter(type -> type.isInterface() && type.isTopLevelClass())
        .filter(type -> !type.getSimpleName().equals("package-info"))
        .filter(type -> !type.reflect().isSealed());
  }

  private static Stream<JavaMethod> instanceMethods(JavaClass type) {
    return type.getMethods().stream()
        .filter(method -> !method.getModifiers().contains(JavaModifier.STATIC))
        .filter(method -> !method.getModifiers().contains(JavaModifier.SYNTHETIC));
  }

  private static Stream<JavaClass> product() {
    return EVERYTHING.stream()
        .filter(type -> type.getPackageName().startsWith("dev.tripline."))
        .filter(type ->
            type.getSource()
                .map(source -> !source.getUri().toString().contains("/test-classes/"))
                .orElse(false));
  }

  private static boolean isWritten(JavaClass type) {
    return !type.isAnonymousClass() && !type.isLocalClass();
  }

  private static int parameters(JavaConstructor constructor) {
    boolean inner =
        constructor.getOwner().isMemberClass()
            && !constructor.getOwner().getModifiers().contains(JavaModifier.STATIC);
    return constructor.getRawParameterTypes().size() - (inner ? 1 : 0);
  }

  private static List<JavaClass> components(JavaClass record) {
    return record.getFields().stream()
        .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
        .map(JavaField::getRawType)
        .toList();
  }

  private static boolean isCollaborator(JavaClass type) {
    return type.getName().startsWith("dev.tripline.")
        && !type.isRecord()
        && !type.isEnum()
        && !type.isAssignableTo(Throwable.class)
        && !VALUES.containsKey(type.getSimpleName())
        && !isSealed(type);
  }

  /// Benchmarks and examples are not on the class path: their interfaces count as open to anyone.
  private static boolean isSealed(JavaClass type) {
    return !type.getPackageName().matches("dev\\.tripline\\.(benchmarks|examples).*")
        && type.reflect().isSealed();
  }

  private static boolean isTest(Path file) {
    return file.toString().contains("/src/test/") || file.toString().contains("testkit");
  }

  private static List<Path> sources() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path module : modules()) {
      for (String folder : List.of("src/main/java", "src/test/java")) {
        if (Files.exists(module.resolve(folder))) {
          try (Stream<Path> all = Files.walk(module.resolve(folder))) {
            all.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
          }
        }
      }
    }
    return files;
  }

  private static List<Path> modules() throws IOException {
    try (Stream<Path> all = Files.list(ROOT)) {
      return all.filter(module -> Files.exists(module.resolve("pom.xml"))).sorted().toList();
    }
  }

  /// Of the modules that are built by now: all that the dispatcher depends on.
  private static List<Path> classFolders() {
    try {
      return modules().stream()
          .flatMap(module ->
              Stream.of(module.resolve("target/classes"), module.resolve("target/test-classes")))
          .filter(Files::exists)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
