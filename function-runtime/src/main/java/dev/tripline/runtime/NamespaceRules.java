package dev.tripline.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The rules of this host against user namespaces, which an ordinary user needs for a sandbox, in words
/// with their remedy.
final class NamespaceRules {
  private static final String APPARMOR =
      "AppArmor on this host forbids user namespaces to programs without a profile of their own, as"
          + " Ubuntu does from 24.04 on (kernel.apparmor_restrict_unprivileged_userns=1). Allow"
          + " them to bwrap: write \"abi <abi/4.0>, include <tunables/global> profile bwrap"
          + " /usr/bin/bwrap flags=(unconfined) { userns, }\" to /etc/apparmor.d/bwrap and run"
          + " \"systemctl reload apparmor\"; or to all programs: \"sysctl -w"
          + " kernel.apparmor_restrict_unprivileged_userns=0\"";
  private static final String SWITCHED_OFF =
      "this host forbids them to ordinary users (kernel.unprivileged_userns_clone=0). Allow them:"
          + " \"sysctl -w kernel.unprivileged_userns_clone=1\"";
  private static final String NONE_LEFT =
      "this host allows none (user.max_user_namespaces=0). Allow them: \"sysctl -w"
          + " user.max_user_namespaces=10000\"";
  private static final String CONTAINER =
      "in a container its engine may forbid them: start it with \"--security-opt seccomp=unconfined"
          + " --security-opt systempaths=unconfined\"";

  private NamespaceRules() {}

  /// @param settings `/proc/sys`
  static List<String> against(Path settings) {
    List<String> rules = new ArrayList<>();
    if (is(settings.resolve("kernel/apparmor_restrict_unprivileged_userns"), "1")) {
      rules.add(APPARMOR);
    }
    if (is(settings.resolve("kernel/unprivileged_userns_clone"), "0")) {
      rules.add(SWITCHED_OFF);
    }
    if (is(settings.resolve("user/max_user_namespaces"), "0")) {
      rules.add(NONE_LEFT);
    }
    if (rules.isEmpty()) {
      rules.add(CONTAINER);
    }
    return rules;
  }

  private static boolean is(Path setting, String value) {
    try {
      return Files.readString(setting).strip().equals(value);
    } catch (IOException _) {
      return false; // this kernel has no such rule
    }
  }
}
