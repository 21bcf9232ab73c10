/** What {@code check} looks at: the platform and the broker, without changing anything there. */
@NullMarked
package io.github.camelcti.crowdsec.cli.check;

import org.jspecify.annotations.NullMarked;
