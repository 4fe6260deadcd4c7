/// Large payloads and packages, in files or in the database.
@NullMarked
package dev.tripline.store.blob;

import org.jspecify.annotations.NullMarked;
