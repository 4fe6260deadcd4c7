/// Changes of MariaDB databases as a source: its form and its runs.
@NullMarked
package dev.tripline.dispatcher.trigger.kind.mariadb;

import org.jspecify.annotations.NullMarked;
