/** Apollo Server with dataloader. Arguments: origin of the upstream, `axios` or `undici`, and perhaps `lean`. */
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled';
import { startStandaloneServer } from '@apollo/server/standalone';
import { axiosClient, undiciClient } from './clients.mjs';
import { contextFor, resolvers, typeDefs } from './team-schema.mjs';

const [upstream, client, lean] = process.argv.slice(2);
const context = contextFor(client === 'axios' ? axiosClient(upstream) : undiciClient(upstream));
const plugins = lean ? [ApolloServerPluginCacheControlDisabled()] : [];
const server = new ApolloServer({ typeDefs, resolvers, plugins });
const { url } = await startStandaloneServer(server, {
  context: async () => context(),
  listen: { host: '127.0.0.1', port: 0 },
});
process.on('disconnect', () => process.exit(0));
process.send({ url });
