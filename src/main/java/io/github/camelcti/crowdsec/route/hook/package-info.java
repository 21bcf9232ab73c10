/** Calls routes of engineers in threads of their own, so that no job depends on their end. */
@NullMarked
package io.github.camelcti.crowdsec.route.hook;

import org.jspecify.annotations.NullMarked;
