/// The function that is run when the start cache of a Java runtime is made.
package dev.tripline.worker;
