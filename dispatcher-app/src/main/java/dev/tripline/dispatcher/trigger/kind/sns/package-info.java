/// Messages that SNS posts as a source: their form, their endpoint, and the web that it needs.
@NullMarked
package dev.tripline.dispatcher.trigger.kind.sns;

import org.jspecify.annotations.NullMarked;
