# Build first: mvn -pl dispatcher-app -am package -DskipTests
FROM eclipse-temurin:25-jre
RUN apt-get update \
 && apt-get install -y --no-install-recommends bubblewrap curl nodejs python3 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --create-home --home-dir /var/lib/tripline tripline \
 && install -d -o tripline -g tripline /var/lib/tripline/data
COPY dispatcher-app/target/dispatcher-app-*-exec.jar /opt/tripline/tripline.jar
USER tripline
WORKDIR /var/lib/tripline
# Inside a container the published port decides who can connect.
ENV SERVER_ADDRESS=0.0.0.0 TRIPLINE_DATA_DIRECTORY=/var/lib/tripline/data
EXPOSE 9000
VOLUME /var/lib/tripline/data
HEALTHCHECK --interval=5s --timeout=3s --retries=20 CMD curl -fsS http://127.0.0.1:9000/actuator/health || exit 1
# 1 GB is room for some dozens of events of 6 MB at once; functions have memory of their own.
ENV JDK_JAVA_OPTIONS="-XX:+UseSerialGC -Xms64m -Xmx1g"
ENTRYPOINT ["java", "--enable-native-access=ALL-UNNAMED", "-jar", "/opt/tripline/tripline.jar"]
