/// Tests of the files for Prometheus and Grafana.
@NullMarked
package dev.tripline.dispatcher.observability;

import org.jspecify.annotations.NullMarked;
