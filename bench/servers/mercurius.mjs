/** Mercurius on Fastify with compiled queries, dataloader and undici. Argument: origin of the upstream. */
import fastify from 'fastify';
import mercurius from 'mercurius';
import { undiciClient } from './clients.mjs';
import { contextFor, resolvers, typeDefs } from './team-schema.mjs';

const app = fastify();
app.register(mercurius, { schema: typeDefs, resolvers, jit: 1, context: contextFor(undiciClient(process.argv[2])) });
await app.listen({ host: '127.0.0.1', port: 0 });
process.on('disconnect', () => process.exit(0));
process.send({ url: `http://127.0.0.1:${app.server.address().port}/graphql` });
