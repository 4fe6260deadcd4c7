/// `tripline import`: what a template of another tool describes is made here.
@NullMarked
package dev.tripline.cli.template;

import org.jspecify.annotations.NullMarked;
