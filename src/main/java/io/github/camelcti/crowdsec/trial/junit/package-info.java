/** The same as the command {@code try}, for JUnit. Whoever uses it brings JUnit 5. */
@NullMarked
package io.github.camelcti.crowdsec.trial.junit;

import org.jspecify.annotations.NullMarked;
