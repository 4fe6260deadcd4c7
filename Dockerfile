# Build first: mvn -pl dispatcher-app -am package -DskipTests
FROM eclipse-temurin:25-jre
RUN apt-get update \
 && apt-get install -y --no-install-recommends bubblewrap curl iproute2 nodejs python3 slirp4netns \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --create-home --home-dir /var/lib/tripline tripline \
 && install -d -m 700 -o tripline -g tripline /var/lib/tripline/data
COPY dispatcher-app/target/dispatcher-app-*-exec.jar /opt/tripline/tripline.jar
USER tripline
WORKDIR /var/lib/tripline
# Callers need keys, and the start is refused if access control is off here. The first key is in
# data/keys/first-access-key.env, or named by TRIPLINE_ACCESS_FIRST_KEY_ID and TRIPLINE_ACCESS_FIRST_KEY_SECRET.
ENV SERVER_ADDRESS=0.0.0.0 TRIPLINE_DATA_DIRECTORY=/var/lib/tripline/data LC_ALL=C.UTF-8
EXPOSE 9000
VOLUME /var/lib/tripline/data
HEALTHCHECK --interval=5s --timeout=3s --retries=20 CMD curl -fsS http://127.0.0.1:9000/actuator/health/readiness || exit 1
# 1 GB is room for some dozens of events of 6 MB at once; functions have memory of their own.
ENV JDK_JAVA_OPTIONS="-XX:+UseSerialGC -Xms64m -Xmx1g -XX:+ExitOnOutOfMemoryError"
ENTRYPOINT ["java", "--enable-native-access=ALL-UNNAMED", "-jar", "/opt/tripline/tripline.jar"]
