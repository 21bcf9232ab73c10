/** What {@code check} looks at: the platform and the broker, without changing anything there. */
package io.github.camelcti.crowdsec.cli.check;
