package dev.tripline.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tripline.runtime.sandbox.HostSystem;
import dev.tripline.runtime.sandbox.PlainProcesses;
import dev.tripline.runtime.sandbox.Sandbox;
import dev.tripline.runtime.sandbox.UtilLinuxSandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxChoiceTest {
  @TempDir Path directory;

  @Test
  void first_sandbox_that_works_is_chosen() throws Exception {
    List<Sandbox> working = new ArrayList<>();
    for (World world : World.here()) {
      working.add(world.sandbox(directory));
    }
    assertThat(new SandboxChoice(directory, working, List.of()).choose(SandboxMode.REQUIRED))
        .isSameAs(working.getFirst());
  }

  @Test
  void host_that_allows_a_sandbox_gets_one() throws Exception {
    Sandbox chosen = SandboxChoice.onThisHost(directory).choose(SandboxMode.AUTO);
    assertThat(chosen instanceof PlainProcesses).isEqualTo(World.here().size() == 1);
  }

  @Test
  void without_any_sandbox_functions_run_as_plain_processes() {
    assertThat(nothing().choose(SandboxMode.AUTO)).isEqualTo(new PlainProcesses());
    assertThat(nothing().choose(SandboxMode.OFF)).isEqualTo(new PlainProcesses());
  }

  @Test
  void without_any_sandbox_a_required_one_is_refused_with_reasons_and_remedy() {
    assertThatThrownBy(() -> nothing().choose(SandboxMode.REQUIRED))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContainingAll(
            "(bwrap is not installed)", "Install bubblewrap", "tripline.workers.sandbox=auto");
  }

  @Test
  void sandbox_that_does_not_work_is_passed_over_and_its_own_words_are_told() throws Exception {
    List<Sandbox> broken =
        new ArrayList<>(UtilLinuxSandbox.find(directory, HostSystem.read(directory)));
    Path mountPoint = directory.resolve("root/var/task");
    Files.deleteIfExists(mountPoint);
    var choice = new SandboxChoice(directory, broken, List.of("nothing else is there"));
    assertThat(choice.choose(SandboxMode.AUTO)).isEqualTo(new PlainProcesses());
    assertThatThrownBy(() -> choice.choose(SandboxMode.REQUIRED))
        .hasMessageContaining(broken.isEmpty() ? "nothing else" : "util-linux does not work: ");
  }

  @Test
  void apparmors_rule_is_told_with_its_remedy() throws IOException {
    set("kernel/apparmor_restrict_unprivileged_userns", "1");
    assertThat(NamespaceRules.against(directory))
        .singleElement()
        .asString()
        .contains(
            "AppArmor",
            "24.04",
            "/etc/apparmor.d/bwrap",
            "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0");
  }

  @Test
  void switched_off_namespaces_are_told() throws IOException {
    set("kernel/apparmor_restrict_unprivileged_userns", "0");
    set("kernel/unprivileged_userns_clone", "0");
    set("user/max_user_namespaces", "0");
    assertThat(NamespaceRules.against(directory))
        .hasSize(2)
        .anyMatch(rule -> rule.contains("sysctl -w kernel.unprivileged_userns_clone=1"))
        .anyMatch(rule -> rule.contains("sysctl -w user.max_user_namespaces=10000"));
  }

  @Test
  void host_without_such_rules_is_taken_for_a_container() {
    assertThat(NamespaceRules.against(directory)).singleElement().asString().contains("container");
  }

  private void set(String name, String value) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, value + "\n");
  }

  private SandboxChoice nothing() {
    return new SandboxChoice(directory, List.of(), List.of("bwrap is not installed"));
  }
}
