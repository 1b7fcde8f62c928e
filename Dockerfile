# doclint with git, for CI that runs images: docker run --rm -v "$PWD:/repo" ghcr.io/doclint/doclint check
FROM python:3.13-slim AS build
WORKDIR /src
COPY . .
RUN python -m venv /opt/doclint && /opt/doclint/bin/pip install --no-cache-dir --no-compile .

FROM python:3.13-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --create-home --uid 10001 doclint \
    # The mounted repository belongs to somebody else; doclint runs nothing that it names.
    && git config --system --add safe.directory '*'
COPY --from=build /opt/doclint /opt/doclint
ENV PATH=/opt/doclint/bin:$PATH PYTHONDONTWRITEBYTECODE=1
USER doclint
WORKDIR /repo
ENTRYPOINT ["doclint"]
CMD ["check"]
