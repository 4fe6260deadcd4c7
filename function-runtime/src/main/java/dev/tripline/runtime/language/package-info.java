/// The runtimes of AWS Lambda on what this host has: Java, Node, Python, and a `bootstrap` of one's own.
@NullMarked
package dev.tripline.runtime.language;

import org.jspecify.annotations.NullMarked;
