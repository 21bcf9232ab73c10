/**
 * OpenCTI's jobs, observables and playbooks, and where its queues are. Plain Java: nothing here knows Camel or sends a
 * request.
 */
@NullMarked
package io.github.camelcti.crowdsec.opencti;

import org.jspecify.annotations.NullMarked;
