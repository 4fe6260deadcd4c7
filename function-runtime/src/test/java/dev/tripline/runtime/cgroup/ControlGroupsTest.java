package dev.tripline.runtime.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The rules, on ordinary files named as the kernel's are.
class ControlGroupsTest {
  @TempDir Path group;

  @BeforeEach
  void fill() throws IOException {
    file("cgroup.type", "domain");
    file("cgroup.procs", "");
    file("cgroup.kill", "");
    file("cgroup.subtree_control", "");
    file("cgroup.controllers", "cpuset cpu io memory pids");
  }

  private void file(String name, String content) throws IOException {
    Files.writeString(group.resolve(name), content);
  }

  private ControlGroups.Search search(boolean root) throws IOException {
    return ControlGroups.divide(new OwnGroup(group, group.resolve("..")), root);
  }

  @Test
  void group_of_this_user_is_divided_with_the_controllers_that_it_has() throws IOException {
    ControlGroups.Search search = search(false);
    assertThat(search.groups()).isNotNull();
    assertThat(search.enforcement())
        .isEqualTo(new Enforcement(List.of("memory", "pids", "cpu"), ""));
    assertThat(search.enforcement().kind()).isEqualTo("cgroup");
    assertThat(group.resolve("cgroup.subtree_control")).hasContent("+memory +pids +cpu");
    assertThat(group.resolve("tripline-dispatcher")).isDirectory();
  }

  @Test
  void a_missing_controller_is_told() throws IOException {
    file("cgroup.controllers", "pids");
    assertThat(search(false).enforcement())
        .isEqualTo(
            new Enforcement(List.of("pids"), "not all controllers are delegated, only [pids]"));
  }

  @Test
  void root_takes_only_what_is_marked_or_its_containers() throws IOException {
    assertThat(search(true).enforcement().why()).contains("Delegate=yes");
    assertThat(ControlGroups.divide(new OwnGroup(group, group), true).groups()).isNotNull();
  }

  @Test
  void uppermost_group_of_the_host_is_nobodys_to_divide() throws IOException {
    Files.delete(group.resolve("cgroup.type"));
    assertThat(search(false).enforcement().why()).contains("uppermost");
  }

  @Test
  void without_memory_and_processes_there_is_nothing_to_gain() throws IOException {
    file("cgroup.controllers", "cpu io");
    assertThat(search(false).enforcement().why()).contains("neither memory nor pids");
    assertThat(search(false).enforcement().kind()).isEqualTo("watch");
  }

  @Test
  void kernel_that_cannot_end_a_group_is_left_alone() throws IOException {
    Files.delete(group.resolve("cgroup.kill"));
    assertThat(search(false).enforcement().why()).contains("5.14");
  }

  @Test
  void dispatcher_in_its_own_part_finds_the_whole() throws IOException {
    file("cgroup.subtree_control", "cpu memory pids");
    Path own = Files.createDirectory(group.resolve("tripline-dispatcher"));
    assertThat(ControlGroups.divide(new OwnGroup(own, group), true).groups()).isNotNull();
    assertThat(group.resolve("cgroup.subtree_control")).hasContent("cpu memory pids");
  }

  @Test
  void groups_of_dispatchers_that_have_ended_are_left() {
    String living = ControlGroups.life(ProcessHandle.current());
    assertThat(ControlGroups.isLeft("tripline-worker-" + living + "-123")).isFalse();
    String earlier = ProcessHandle.current().pid() + ".5";
    assertThat(ControlGroups.isLeft("tripline-worker-" + earlier + "-123")).isTrue();
    assertThat(ControlGroups.isLeft("tripline-worker-2147483647.5-123")).isTrue();
    assertThat(ControlGroups.isLeft("tripline-worker-of-someone-else")).isFalse();
  }

  @Test
  void limits_leave_room_for_the_file_systems_in_memory_and_the_kernel() {
    long mb = 1024 * 1024;
    assertThat(new GroupLimits(256, 512, 1024).files())
        .containsExactly(
            entry("memory.max", Long.toString((256 + 512 + 128) * mb)),
            entry("memory.swap.max", "0"),
            entry("memory.oom.group", "1"),
            entry("pids.max", "1040"),
            entry("cpu.weight", "14"));
    assertThat(new GroupLimits(1, 0, 1).files()).containsEntry("cpu.weight", "1");
    assertThat(new GroupLimits(10_240, 0, 1).files()).containsEntry("cpu.weight", "578");
  }

  @Test
  void figures_are_read_by_their_names() {
    List<String> lines = List.of("anon 4096", "anon_thp 1", "shmem 8192", "oom_kill 0");
    assertThat(WorkerGroup.value(lines, "anon")).isEqualTo(4096);
    assertThat(WorkerGroup.value(lines, "shmem")).isEqualTo(8192);
    assertThat(WorkerGroup.value(lines, "absent")).isZero();
  }
}
