/**
 * CrowdSec's side: what its answers mean, when it may be called, and the answers that are kept. Plain Java: nothing
 * here knows Camel or sends a request.
 */
@NullMarked
package io.github.camelcti.crowdsec.crowdsec;

import org.jspecify.annotations.NullMarked;
