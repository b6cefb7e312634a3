# The gateway, built from a clone: docker build -t onefold .
FROM node:20-slim AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
# No install script is needed by anything here; without them none can run.
RUN npm ci --ignore-scripts
COPY .swcrc ./
COPY src ./src
RUN npm run --silent build && npm prune --omit=dev --ignore-scripts

FROM node:20-slim
ENV NODE_ENV=production
WORKDIR /srv/onefold
COPY --from=build /build/package.json /opt/onefold/package.json
COPY --from=build /build/node_modules /opt/onefold/node_modules
COPY --from=build /build/dist /opt/onefold/dist
# The embedded store goes to .onefold below the working directory: mount a volume there to keep it.
RUN mkdir .onefold && chown -R node:node /srv/onefold
USER node
VOLUME /srv/onefold/.onefold
EXPOSE 4000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 4000}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "/opt/onefold/dist/cli.js"]
CMD ["start", "--config", "/etc/onefold/onefold.yml", "--host", "0.0.0.0"]
