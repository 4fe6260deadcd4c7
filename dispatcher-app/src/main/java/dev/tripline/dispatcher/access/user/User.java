package dev.tripline.dispatcher.access.user;

import dev.tripline.dispatcher.access.rule.Role;
import java.time.Instant;

/// A user who logs in with a password, without it.
///
/// @param name in lower case, as the audit names it behind `user/`
/// @param stamp another text after each change: a session begun with another one has ended
public record User(
    String name, Role role, String stamp, boolean disabled, Instant createdAt, Instant updatedAt) {}
