/// The pages of redrives: plan, canary, run.
@NullMarked
package dev.tripline.dispatcher.dashboard.redrive;

import org.jspecify.annotations.NullMarked;
