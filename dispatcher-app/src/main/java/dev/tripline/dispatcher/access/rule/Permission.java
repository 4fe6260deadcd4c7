package dev.tripline.dispatcher.access.rule;

import java.util.Arrays;

/// The sorts of operations, by the roles that may carry them out.
public enum Permission {
  READ,
  /// Learns what became of an event.
  FOLLOW,
  /// Gives work to a function. A resource policy may allow it too.
  PUBLISH,
  OPERATE,
  /// Decides who has access.
  ADMINISTER,
  /// Is about the caller itself, whatever its role and what that is limited to.
  SELF,
  /// Needs no caller: it is the way to become one.
  LOGIN,
  /// Needs no caller: the request proves itself by a signature that its operation verifies.
  SIGNED_URL;

  /// Whether the first role may do all that the other one may.
  static boolean cover(Role role, Role other) {
    return Arrays.stream(values())
        .allMatch(permission -> permission.includes(role) || !permission.includes(other));
  }

  boolean needsCaller() {
    return this != SIGNED_URL && this != LOGIN;
  }

  /// Whether the role may carry out operations of this sort.
  public boolean includes(Role role) {
    if (this == SELF) {
      return true;
    }
    return switch (role) {
      case ADMIN -> needsCaller();
      case OPERATOR -> this == READ || this == FOLLOW || this == PUBLISH || this == OPERATE;
      case PUBLISHER -> this == FOLLOW || this == PUBLISH;
      case VIEWER -> this == READ || this == FOLLOW;
      case NONE -> false;
    };
  }
}
