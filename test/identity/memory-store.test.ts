import { describeIdentityStoreContract } from '../contracts/identity-store-contract';
import { MemoryPlace } from './memory-store';

describeIdentityStoreContract('the memory store of the tests', async () => {
  const place = new MemoryPlace();
  return { open: async () => place.open(), remove: async () => undefined };
});
