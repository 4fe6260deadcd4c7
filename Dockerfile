# The dispatcher as an image, from source: docker build -t tripline .
#
#   --build-arg COMMIT=$(git rev-parse HEAD)        what `--version`, /actuator/info and the label say
#   --secret id=maven-settings,src=settings.xml     for a mirror of Maven's registry
#
# The images that it is made of can be named by digest: --build-arg JDK=eclipse-temurin:25-jdk@sha256:…
ARG JDK=eclipse-temurin:25-jdk
ARG JRE=eclipse-temurin:25-jre

FROM ${JDK} AS build
# Debian's JRE, which its Maven brings along, wants a place for its manual; Maven runs on the image's JDK.
RUN mkdir -p /usr/share/man/man1 \
 && apt-get update \
 && apt-get install -y --no-install-recommends maven \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY . .
ARG COMMIT=
RUN --mount=type=cache,target=/root/.m2/repository \
    --mount=type=secret,id=maven-settings \
    set -eu; \
    if [ -n "$COMMIT" ]; then \
      printf 'git.commit.id.full=%s\ngit.commit.id.abbrev=%.7s\n' "$COMMIT" "$COMMIT" \
        > dispatcher-app/src/main/resources/git.properties; \
    fi; \
    settings=/run/secrets/maven-settings; \
    if [ -s "$settings" ]; then set -- -s "$settings"; else set --; fi; \
    mvn "$@" -B -ntp -pl dispatcher-app -am package -Dmaven.test.skip=true; \
    mv dispatcher-app/target/dispatcher-app-*-exec.jar tripline.jar; \
    java -Djarmode=tools -jar tripline.jar extract --layers --destination /layers; \
    case $(uname -m) in (aarch64) machine=aarch64 ;; (*) machine=x86_64 ;; esac; \
    mkdir /native; cd /native; \
    jar --extract --file /layers/dependencies/lib/sqlite-jdbc-*.jar "org/sqlite/native/Linux/$machine/libsqlitejdbc.so"; \
    mv org/sqlite/native/Linux/*/libsqlitejdbc.so .; rm -r org

FROM ${JRE} AS dispatcher
# What runtimes of functions, their sandbox and their networks need.
RUN apt-get update \
 && apt-get install -y --no-install-recommends bubblewrap curl iproute2 nodejs perl python3 slirp4netns util-linux \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --create-home --home-dir /var/lib/tripline tripline \
 && install -d -m 700 -o tripline -g tripline /var/lib/tripline/data /var/lib/tripline/data/keys \
 && install -d -m 755 -o tripline -g tripline /var/lib/tripline/token
# In the order in which they change.
COPY --from=build /layers/dependencies/ /layers/snapshot-dependencies/ /opt/tripline/
COPY --from=build /native/ /opt/tripline/native/
COPY --from=build /layers/application/ /opt/tripline/
COPY deploy/image/java-options /opt/tripline/java-options
# The heap follows the memory of the container, and is large enough for the AOT cache from the beginning; workers are
# given the rest. Without memory the dispatcher ends, and is started again.
ENV JDK_JAVA_OPTIONS="-XX:+UseSerialGC -XX:InitialRAMPercentage=15 -XX:MaxRAMPercentage=40 -XX:+ExitOnOutOfMemoryError" \
    LC_ALL=C.UTF-8
WORKDIR /var/lib/tripline

# The classes of a start and of the first requests, linked beforehand.
FROM dispatcher AS trained
COPY deploy/image/train /train
RUN /train /opt/tripline/tripline.aot

FROM dispatcher
COPY --from=trained /opt/tripline/tripline.aot /opt/tripline/
USER tripline
# Callers need keys, and the start is refused if access control is off here. The first key is in
# data/keys/first-access-key.env, or named by TRIPLINE_ACCESS_FIRST_KEY_ID and TRIPLINE_ACCESS_FIRST_KEY_SECRET.
ENV SERVER_ADDRESS=0.0.0.0 TRIPLINE_DATA_DIRECTORY=/var/lib/tripline/data
EXPOSE 9000
VOLUME /var/lib/tripline/data
HEALTHCHECK --interval=10s --timeout=3s --start-period=5m --start-interval=2s --retries=3 \
  CMD curl -fsS -o /dev/null http://127.0.0.1:9000/actuator/health/readiness || exit 1
ARG VERSION=0.1.0-SNAPSHOT
ARG COMMIT=
LABEL org.opencontainers.image.title="Tripline" \
      org.opencontainers.image.description="AWS Lambda's event triggers and delivery guarantees on your own machines" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${COMMIT}"
ENTRYPOINT ["java", "@/opt/tripline/java-options", "-XX:AOTCache=/opt/tripline/tripline.aot", "-jar", "/opt/tripline/tripline.jar"]
