# Packages are installed in a stage of their own, so that npm's cache stays out of the image.
FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM node:24-slim
ENV NODE_ENV=production \
    # Inside a container loopback is reached by nobody.
    SITREP_HOST=0.0.0.0 \
    SITREP_DATA_DIR=/data \
    # No local workspace unless it is asked for: SITREP_LOCAL=on.
    SITREP_LOCAL=off
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json LICENSE manifest.yml ./
COPY src ./src
COPY commands ./commands
COPY templates ./templates
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
# 8080: alerts, API, health. 8090: the public status page.
EXPOSE 8080 8090
HEALTHCHECK --interval=30s --timeout=5s --start-period=15s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.SITREP_PORT || 8080}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# No shell in between: a stop signal reaches Sitrep itself.
CMD ["node", "src/main.ts"]
