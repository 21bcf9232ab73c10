/**
 * The routes' conversation with OpenCTI: registration, pings, GraphQL requests and their answers. It also keeps track of
 * whether the platform is up.
 */
@NullMarked
package io.github.camelcti.crowdsec.route.opencti;

import org.jspecify.annotations.NullMarked;
