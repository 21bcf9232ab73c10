/** The beans that the routes name. The packages below hold their classes, one package for each part of a job's way. */
@NullMarked
package io.github.camelcti.crowdsec.route;

import org.jspecify.annotations.NullMarked;
