package dev.tripline.dispatcher.trigger.preflight;

import dev.tripline.delivery.Functions;
import dev.tripline.dispatcher.account.AccountSettings;
import dev.tripline.dispatcher.trigger.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Warns of a trigger before it is made or changed. Safe for many threads.
public final class Preflight {
  private final Map<String, SourceProbe> probes;
  private final TriggerLoops loops;

  public Preflight(Functions functions, AccountSettings account, List<SourceProbe> probes) {
    this.probes = probes.stream().collect(Collectors.toMap(SourceProbe::kind, Function.identity()));
    this.loops = new TriggerLoops(functions::parse, functions::asyncSettings, account);
  }

  /// The warnings that its settings alone give reason for. Does not block.
  ///
  /// @param others all other triggers
  public List<String> warnings(Trigger trigger, List<Trigger> others) {
    List<String> warnings = new ArrayList<>(TriggerRisks.of(trigger));
    List<Trigger> all = new ArrayList<>(others);
    all.add(trigger);
    List<String> loop = loops.of(trigger, all);
    if (!loop.isEmpty()) {
      warnings.add(
          "events go round in a circle: "
              + String.join(" → ", loop)
              + "; an event is stopped after 16 invocations where its chain can be followed");
    }
    return warnings;
  }

  /// As [#warnings], and those that its source gives reason for. Blocking.
  public List<String> withSource(Trigger trigger, List<Trigger> others)
      throws InterruptedException {
    List<String> warnings = new ArrayList<>(warnings(trigger, others));
    SourceProbe probe = probes.get(trigger.source().traits().kind());
    if (probe != null) {
      warnings.addAll(probe.warnings(trigger));
    }
    return warnings;
  }
}
