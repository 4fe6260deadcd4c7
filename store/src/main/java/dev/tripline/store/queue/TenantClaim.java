package dev.tripline.store.queue;

import java.util.Set;

/// A claim of due rows that belong to tenants.
///
/// @param after it begins with the first tenant behind this one, in the order of their names
/// @param tenants it looks at so many
/// @param enough tenants of which nothing is claimed
/// @param limit rows
/// @param now the store's time, as an SQL expression
public record TenantClaim(
    String function, String after, int tenants, Set<String> enough, int limit, String now) {}
