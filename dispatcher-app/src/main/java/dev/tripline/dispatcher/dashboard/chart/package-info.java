/// Charts of the last hour, kept in memory on each node, and the tables that say the same.
@NullMarked
package dev.tripline.dispatcher.dashboard.chart;

import org.jspecify.annotations.NullMarked;
