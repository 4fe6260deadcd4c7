package dev.tripline.dispatcher.bus;

import dev.tripline.dispatcher.account.AccountSettings;
import java.util.Optional;

/// The ARNs of buses, rules, archives and replays in this account and region. Pure.
public record BusArns(AccountSettings account) {
  private static final String BUS = "event-bus/";
  private static final String RULE = "rule/";

  private String prefix() {
    return "arn:aws:events:" + account.region() + ":" + account.accountId() + ":";
  }

  public String bus(String name) {
    return prefix() + BUS + name;
  }

  /// Rules of the default bus are named without it.
  public String rule(String bus, String rule) {
    return prefix() + RULE + (bus.equals(EventBus.DEFAULT) ? "" : bus + "/") + rule;
  }

  public String archive(String name) {
    return prefix() + "archive/" + name;
  }

  public String replay(String name) {
    return prefix() + "replay/" + name;
  }

  /// The name of a bus, which may be given by its ARN; empty for the ARN of anything else.
  public Optional<String> busName(String nameOrArn) {
    if (!nameOrArn.startsWith("arn:")) {
      return Optional.of(nameOrArn);
    }
    return nameOrArn.startsWith(prefix() + BUS)
        ? Optional.of(nameOrArn.substring((prefix() + BUS).length()))
        : Optional.empty();
  }

  /// A rule by its ARN.
  public record Rule(String bus, String name) {}

  /// Empty for the ARN of anything else.
  public Optional<Rule> rule(String arn) {
    if (!arn.startsWith(prefix() + RULE)) {
      return Optional.empty();
    }
    String path = arn.substring((prefix() + RULE).length());
    int slash = path.lastIndexOf('/');
    return Optional.of(
        slash < 0
            ? new Rule(EventBus.DEFAULT, path)
            : new Rule(path.substring(0, slash), path.substring(slash + 1)));
  }

  public Optional<String> archiveName(String arn) {
    String start = prefix() + "archive/";
    return arn.startsWith(start) ? Optional.of(arn.substring(start.length())) : Optional.empty();
  }
}
