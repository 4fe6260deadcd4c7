/// Changes of a MariaDB server, by its binary log.
@NullMarked
package dev.tripline.adapter.cdc.mariadb;

import org.jspecify.annotations.NullMarked;
