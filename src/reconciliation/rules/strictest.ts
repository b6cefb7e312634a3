/** Consents: on each channel, the state that allows least. What was never asked says nothing, and beats nothing. */

import type { Consent, ConsentState } from '../../customer/source-record';
import { CONSENT_CHANNELS } from '../claims';
import type { ListRule } from './rule';

/** A state that we do not understand may be a refusal, so it outranks every agreement. */
const STRICTNESS: Readonly<Record<ConsentState, number>> = {
  REVOKED: 5,
  DENIED: 4,
  UNKNOWN: 3,
  PENDING: 2,
  GRANTED: 1,
  NOT_SET: 0,
};

export const strictest: ListRule = {
  name: 'strictest',
  combine: (claims) => {
    const byChannel = new Map<string, Consent>();
    for (const { value } of claims) {
      for (const consent of value as readonly Consent[]) {
        const known = byChannel.get(consent.channel);
        // Of equal states the better-ranked source's stays.
        if (known === undefined || STRICTNESS[consent.state] > STRICTNESS[known.state]) {
          byChannel.set(consent.channel, consent);
        }
      }
    }
    return CONSENT_CHANNELS.flatMap((channel) => byChannel.get(channel) ?? []);
  },
};
