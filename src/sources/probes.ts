/** Trying out what a credential may: a call for each permission, and what of them failed. */
import type { Part } from '../customer/source-record';
import { SourceError, type SourceFault } from '../remote/fault';
import type { SourceCheck } from './contract';

export interface Probe {
  readonly permission: string;
  readonly parts: readonly Part[];
  readonly call: () => Promise<unknown>;
}

export interface Probed {
  readonly missingPermissions: SourceCheck['missingPermissions'];
  /** A failure that says nothing of permissions. */
  readonly broken: SourceFault | undefined;
}

/** Makes all calls at once. Throws what is no failure of the source. */
export async function probed(probes: readonly Probe[]): Promise<Probed> {
  const results = await Promise.all(
    probes.map(async ({ permission, parts, call }) => {
      try {
        await call();
        return undefined;
      } catch (error) {
        if (error instanceof SourceError) return { permission, parts, fault: error.fault };
        throw error;
      }
    }),
  );
  const failures = results.filter((result) => result !== undefined);
  const isRefusal = ({ fault }: { readonly fault: SourceFault }): boolean => fault.state === 'UNAUTHORISED';
  return {
    missingPermissions: failures.filter(isRefusal).map(({ permission, parts }) => ({ permission, parts })),
    broken: failures.find((failure) => !isRefusal(failure))?.fault,
  };
}
