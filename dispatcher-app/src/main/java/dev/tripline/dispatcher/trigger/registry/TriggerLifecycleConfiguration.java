package dev.tripline.dispatcher.trigger.registry;

import org.springframework.context.SmartLifecycle;

/// Starts and stops triggers with the application.
final class TriggerLifecycleConfiguration implements SmartLifecycle {
  private final TriggerReconciler triggers;
  private volatile boolean running;

  TriggerLifecycleConfiguration(TriggerReconciler triggers) {
    this.triggers = triggers;
  }

  @Override
  public void start() {
    running = true;
    triggers.start();
  }

  @Override
  public void stop() {
    triggers.close();
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
