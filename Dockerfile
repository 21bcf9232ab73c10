# Build: the wrapper fetches Maven, the build runs without the tests (.ci/run has run them).
FROM eclipse-temurin:17.0.17_10-jdk-jammy AS build
WORKDIR /build
COPY .mvn .mvn
COPY mvnw pom.xml ./
RUN ./mvnw -q -B dependency:go-offline
COPY src src
RUN ./mvnw -q -B package -DskipTests && mkdir state

FROM eclipse-temurin:17.0.17_10-jre-jammy
LABEL org.opencontainers.image.title="CrowdSec connector for OpenCTI" \
      org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /opt/crowdsec-connector
# Libraries change seldom, the jar often: two layers.
COPY --from=build /build/target/lib lib
COPY --from=build /build/target/crowdsec-connector.jar ./
# What an engineer edits: mount a volume over /opt/crowdsec-connector/routes or over application.properties.
COPY application.properties ./
COPY routes routes
# What has to survive a restart: mount a volume here.
COPY --from=build --chown=10001:10001 /build/state state
ENV CONNECTOR_TYPE=INTERNAL_ENRICHMENT
# What is written at work, and nothing else: CONNECTOR_STATE_DIRECTORY (state) and /tmp. All else may be read-only:
# docker run --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges ...
RUN install -d -o 10001 -g 10001 -m 0700 state
USER 10001:10001
STOPSIGNAL SIGTERM
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=60", "-XX:+ExitOnOutOfMemoryError", "-jar", "crowdsec-connector.jar"]
