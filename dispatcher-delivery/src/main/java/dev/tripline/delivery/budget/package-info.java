/// Budgets of shared resources: the executions against one resource that all nodes together may run.
@NullMarked
package dev.tripline.delivery.budget;

import org.jspecify.annotations.NullMarked;
