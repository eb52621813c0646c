# One process, no shell at run time, nothing but the locked packages, the program and the task folders.
# Builds without pulling where BASE_IMAGE is any image with python3, python3-venv and ca-certificates (make image-check).
ARG BASE_IMAGE=python:3.12-slim

# ---- build: everything that is needed once ---------------------------------------------------------------------------
FROM ${BASE_IMAGE} AS build
WORKDIR /src
ENV PIP_CACHE_DIR=/var/cache/pip
RUN python3 -m venv /build
COPY requirements-build.lock requirements.lock ./
# The environment that is kept has no pip in it: the one of /build installs into it.
RUN --mount=type=cache,target=/var/cache/pip \
    python3 -m venv --without-pip /opt/chaeum && \
    /build/bin/pip install --disable-pip-version-check --no-input -q --no-deps --require-hashes -r requirements-build.lock && \
    /build/bin/pip --python /opt/chaeum/bin/python install --disable-pip-version-check --no-input -q \
        --no-deps --require-hashes -r requirements.lock
COPY pyproject.toml README.md ./
COPY app/ app/
COPY scripts/sbom.py scripts/sbom.py
RUN /build/bin/pip wheel --disable-pip-version-check -q --no-index --no-deps --no-build-isolation -w /wheel . && \
    /build/bin/pip --python /opt/chaeum/bin/python install --disable-pip-version-check -q --no-index --no-deps /wheel/*.whl && \
    /opt/chaeum/bin/python scripts/sbom.py /opt/chaeum/sbom.cdx.json && \
    find /opt/chaeum/lib -type d -name tests -prune -exec rm -r {} +

# ---- the image -------------------------------------------------------------------------------------------------------
FROM ${BASE_IMAGE}
LABEL org.opencontainers.image.title="chaeum" \
      org.opencontainers.image.description="Messy Korean text in, typed and proven form fields out"
COPY --from=build /opt/chaeum /opt/chaeum
COPY prompts/ /srv/prompts/
ENV PATH=/opt/chaeum/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOST=0.0.0.0 \
    PORT=8000 \
    PROMPTS_DIR=/srv/prompts
WORKDIR /srv
USER 65532:65532
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
    CMD ["/opt/chaeum/bin/python", "-c", "import http.client as h, os; c = h.HTTPConnection('127.0.0.1', int(os.environ['PORT']), timeout=2); c.request('GET', '/healthz/live'); raise SystemExit(c.getresponse().status != 200)"]
ENTRYPOINT ["/opt/chaeum/bin/chaeum"]
CMD ["serve"]
