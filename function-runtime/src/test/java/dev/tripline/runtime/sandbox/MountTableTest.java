package dev.tripline.runtime.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MountTableTest {
  private static final HostMounts HOST =
      HostMounts.of(
          List.of(
              "1 0 254:0 / / rw,relatime - ext4 /dev/vda rw",
              "2 1 0:20 / /data rw,nosuid,noexec,relatime shared:1 - ext4 /dev/vdb rw",
              "3 1 0:21 / /etc/resolv.conf rw,relatime - tmpfs tmpfs rw",
              "4 1 0:22 / /mnt/a\\040b ro,relatime - ext4 /dev/vdc ro"));

  private final MountTable table = new MountTable(Path.of("/new"), HOST);

  @Test
  void mounts_inside_a_shown_directory_are_read_only_too() {
    table.readOnly(Path.of("/etc"), "/etc");
    assertThat(table.toString().lines())
        .containsExactly(
            "/etc /new/etc none rbind,ro,nosuid,nodev 0 0",
            "/etc/resolv.conf /new/etc/resolv.conf none rbind,ro,nosuid,nodev 0 0");
  }

  @Test
  void options_that_an_ordinary_user_cannot_lift_are_kept() {
    table.writable(Path.of("/data/tmp/1"), "/tmp");
    table.writable(Path.of("/mnt/a b/c"), "/tmp");
    assertThat(table.toString().lines())
        .containsExactly(
            "/data/tmp/1 /new/tmp none rbind,nosuid,nodev,noexec 0 0",
            "/mnt/a\\040b/c /new/tmp none rbind,nosuid,nodev,ro 0 0");
  }

  @Test
  void characters_that_part_fields_are_escaped() {
    table.readOnly(Path.of("/a b\tc\\d#e"), "/var/task");
    assertThat(table.toString()).startsWith("/a\\040b\\011c\\134d\\043e /new/var/task none ");
  }
}
