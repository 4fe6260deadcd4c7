/// Folders of this machine as a source: its form, its settings, its runs.
@NullMarked
package dev.tripline.dispatcher.trigger.kind.folder;

import org.jspecify.annotations.NullMarked;
