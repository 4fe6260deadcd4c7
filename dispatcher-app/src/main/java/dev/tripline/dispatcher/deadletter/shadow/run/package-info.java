/// Shadow redrives as they are kept and carried out: who runs what, with which result, and how far.
@NullMarked
package dev.tripline.dispatcher.deadletter.shadow.run;

import org.jspecify.annotations.NullMarked;
