# docker build -t remit . && docker run --rm -v "$PWD:/data:ro" remit validate
FROM swift:6.3-bookworm AS build
RUN apt-get update -qq \
  && apt-get install -y -qq --no-install-recommends \
    pkg-config libgit2-dev libyaml-dev libpcre2-dev libcurl4-openssl-dev libsqlite3-dev libpq-dev \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY Package.swift ./
COPY Sources Sources
COPY Tests Tests
RUN swift build -c release --static-swift-stdlib --product remit \
  && strip -o /remit "$(swift build -c release --static-swift-stdlib --show-bin-path)/remit"

FROM debian:12-slim
RUN apt-get update -qq \
  && apt-get install -y -qq --no-install-recommends libgit2-1.5 libyaml-0-2 libpcre2-8-0 libcurl4 libsqlite3-0 libpq5 git ca-certificates \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --create-home --uid 10001 remit \
  # A mounted clone belongs to somebody else; the container sees only what its user mounts.
  && git config --system --add safe.directory '*'
COPY --from=build /remit /usr/local/bin/remit
USER remit
WORKDIR /data
ENTRYPOINT ["remit"]
