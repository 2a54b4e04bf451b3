# syntax=docker/dockerfile:1
# Three stages: one with Node.js builds the scripts of the explorer; one with pip builds the environment from pinned,
# hashed requirements; the last runs it, without pip's caches and as a user that owns nothing but the data folder.

FROM node:20-bookworm-slim AS explorer
WORKDIR /source/explorer/web
COPY explorer/web/package.json explorer/web/package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY explorer/web ./
RUN npm run build

FROM python:3.12-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/dateline
WORKDIR /source
# Requirements first: a change of the program does not fetch them again.
COPY requirements-server.txt ./
RUN /opt/dateline/bin/python -m pip install --require-hashes --requirement requirements-server.txt
COPY pyproject.toml README.md LICENSE NOTICE openapi.yaml ./
COPY records records
COPY extraction extraction
COPY schemas schemas
COPY storage storage
COPY explorer explorer
COPY --from=explorer /source/explorer/dist explorer/dist
COPY ingest ingest
COPY api api
COPY evaluation evaluation
COPY dateline dateline
RUN /opt/dateline/bin/python -m pip install --no-deps --no-build-isolation . \
    && /opt/dateline/bin/python -m compileall -q /opt/dateline/lib

FROM python:3.12-slim-bookworm
RUN groupadd --gid 10001 dateline \
    && useradd --uid 10001 --gid 10001 --home-dir /data --no-create-home --shell /usr/sbin/nologin dateline \
    && install --directory --owner=dateline --group=dateline /data
COPY --from=build /opt/dateline /opt/dateline
# One thread of linear algebra a process: two workers on two cores are slower with more.
ENV PATH=/opt/dateline/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    OMP_NUM_THREADS=1 \
    OPENBLAS_NUM_THREADS=1 \
    DATELINE_DATABASE_URL=sqlite:////data/dateline.sqlite \
    DATELINE_AUTH=keys \
    DATELINE_LOG=json
USER dateline
WORKDIR /data
VOLUME /data
EXPOSE 8000
# The server and the database; `/healthz` would also be well while the database is away.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["dateline"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
