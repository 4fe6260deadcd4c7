package dev.tripline.runtime.cgroup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnGroupTest {
  private static final String ROOT = "23 1 0:21 / / rw - ext4 /dev/vda rw";
  private static final String MOUNTED =
      "31 23 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw";

  @Test
  void group_of_a_unit_is_below_the_mount() {
    assertThat(OwnGroup.of(List.of("0::/system.slice/tripline.service"), List.of(ROOT, MOUNTED)))
        .contains(
            new OwnGroup(
                Path.of("/sys/fs/cgroup/system.slice/tripline.service"),
                Path.of("/sys/fs/cgroup")));
  }

  @Test
  void group_of_a_container_is_the_mount_itself() {
    assertThat(OwnGroup.of(List.of("0::/"), List.of(MOUNTED)))
        .contains(new OwnGroup(Path.of("/sys/fs/cgroup"), Path.of("/sys/fs/cgroup")));
  }

  @Test
  void mount_may_show_a_part_of_the_groups() {
    String part = "31 23 0:26 /docker/x /sys/fs/cgroup ro - cgroup2 cgroup rw";
    assertThat(OwnGroup.of(List.of("0::/docker/x/y"), List.of(part)))
        .contains(new OwnGroup(Path.of("/sys/fs/cgroup/y"), Path.of("/sys/fs/cgroup")));
    assertThat(OwnGroup.of(List.of("0::/other"), List.of(part))).isEmpty();
  }

  @Test
  void beside_groups_of_version_1_that_of_version_2_is_found() {
    List<String> groups = List.of("4:memory:/a", "1:name=systemd:/b", "0::/c");
    String memory = "30 23 0:25 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory";
    String unified = "31 23 0:26 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw";
    assertThat(OwnGroup.of(groups, List.of(memory, unified)).orElseThrow().path())
        .isEqualTo(Path.of("/sys/fs/cgroup/unified/c"));
    assertThat(OwnGroup.of(groups.subList(0, 2), List.of(memory, unified))).isEmpty();
    assertThat(OwnGroup.of(groups, List.of(memory))).isEmpty();
  }
}
