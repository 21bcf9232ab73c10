# The two bases, by a full version and the digest that stands for all kinds of processors; .ci/bases renews them. Other ones,
# such as those of Java 25: --build-arg BUILD_BASE=... --build-arg BASE=...
ARG BUILD_BASE=docker.io/library/eclipse-temurin:17.0.20_8-jdk-jammy@sha256:ef4374b4b6b9d813dd3f5b593a35ec9a820cfb64a55994798147cc73435a0208
ARG BASE=docker.io/library/eclipse-temurin:17.0.20_8-jre-jammy@sha256:ec72ba5962b45ae4e7f96bfb5ebf6eeb34a488b967f937c8e14f0aaec688954f

# Build: the wrapper fetches Maven, the build runs without the tests (.ci/run has run them). What it makes is the same for every
# kind of processor.
FROM --platform=$BUILDPLATFORM ${BUILD_BASE} AS build
WORKDIR /build
COPY .mvn .mvn
COPY mvnw pom.xml ./
RUN ./mvnw -q -B dependency:go-offline
COPY src src
COPY routes routes
COPY application.properties ./
COPY kamelets kamelets
RUN ./mvnw -q -B package -DskipTests && mkdir custom extra
# In a folder of its own, since COPY keeps the mode of what is in a folder, and not its own.
RUN mkdir -p -m 0770 own/state

# What is run, all but the archive of classes.
FROM ${BASE} AS application
WORKDIR /opt/crowdsec-connector
# Libraries change seldom, the jar often: two layers.
COPY --from=build /build/target/lib lib
COPY --from=build /build/target/crowdsec-connector.jar ./
# What an engineer edits: mount a volume over /opt/crowdsec-connector/routes or over application.properties. Jars of
# components that are not in lib: mount them as /opt/crowdsec-connector/extra.
COPY application.properties jvm.options ./
COPY routes routes
# Where volumes go, so that a read-only file system has the folders.
COPY --from=build /build/custom routes/custom
COPY --from=build /build/extra extra

# The connector itself, started for twenty seconds towards an OpenCTI that is not there: Java notes the classes that all
# routes need, and loads them from the archive later. That it says "OpenCTI is down" is as it should be; the name tells so to
# who reads the build's output. Values of this stage do not get into the image.
FROM application AS archive
ENV OPENCTI_URL=http://127.0.0.1:9 OPENCTI_TOKEN=none CROWDSEC_KEY=none \
    CONNECTOR_NAME="a step of the build, where OpenCTI is expected to be down" \
    CONNECTOR_ID=00000000-0000-4000-8000-000000000001 CONNECTOR_STATE_DIRECTORY=/tmp/state \
    CONNECTOR_SHUTDOWN_TIMEOUT=1 CAMEL_MAIN_DURATIONMAXSECONDS=20
RUN ["java", "-XX:ArchiveClassesAtExit=classes.jsa", "-Xlog:cds=error", "-Xlog:cds+dynamic=error", "@jvm.options", \
     "-jar", "crowdsec-connector.jar"]

FROM application
ARG BASE
LABEL org.opencontainers.image.title="CrowdSec connector for OpenCTI" \
      org.opencontainers.image.description="Enriches IP addresses of OpenCTI with CrowdSec's CTI, as Apache Camel routes" \
      org.opencontainers.image.version="0.1.0" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.base.name="${BASE}"
COPY --from=archive /opt/crowdsec-connector/classes.jsa ./
# What has to survive a restart: mount a volume here. A new volume takes over the folder's owner. Writable for the group, too:
# OpenShift gives a container a user id of its own, in group 0.
COPY --from=build --chown=10001:0 /build/own/ ./
# One pool of memory outside Java's heap for all threads, and not one each.
ENV CONNECTOR_TYPE=INTERNAL_ENRICHMENT MALLOC_ARENA_MAX=1
# What is written at work, and nothing else: CONNECTOR_STATE_DIRECTORY (state) and /tmp. All else may be read-only:
# docker run --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges ...
USER 10001:10001
STOPSIGNAL SIGTERM
# Asks live, not ready: an OpenCTI or a CrowdSec that is away is no reason to restart this container.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
  CMD ["java", "-Xmx16m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", \
       "-cp", "crowdsec-connector.jar", "io.github.camelcti.crowdsec.health.HealthProbe"]
# Options of Java stand in jvm.options; JDK_JAVA_OPTIONS adds more. What follows the image's name in docker run is an
# argument of the connector: --help, --version.
# The archive fits the image's Java and jar; with others Java does without it, which is no reason to alarm anybody.
ENTRYPOINT ["java", "-XX:SharedArchiveFile=classes.jsa", "-Xlog:cds*=off", "@jvm.options", "-jar", "crowdsec-connector.jar"]
