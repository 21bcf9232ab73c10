/** How a result gets to OpenCTI: by its API or through its workers' queue. Playbooks get their answer here too. */
@NullMarked
package io.github.camelcti.crowdsec.route.delivery;

import org.jspecify.annotations.NullMarked;
