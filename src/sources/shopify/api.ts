/** One GraphQL request to the Admin API: what came, and which errors made which nulls. */
import { type HttpClient, path } from '../../remote/client';
import { invalidResponse, SourceError, type SourceFault, timeout } from '../../remote/fault';
import type { Quota, Slot } from '../contract';
import { concerns, costOf, errorsOf, type GraphQlError } from './errors';
import { isObject, type Json } from './payload';
import { declared, ReducedDocuments } from './reduced-documents';
import { absentField } from './selection';

type AnswerPath = readonly (string | number)[];

/** Data, perhaps with holes. */
export class Answer {
  constructor(
    readonly data: Json,
    readonly errors: readonly GraphQlError[],
  ) {}

  /** Why there is null at `path`; undefined where no error made it, so that null is the answer. */
  causeOfNull(at: AnswerPath): SourceFault | undefined {
    return this.errors.find((error) => concerns(error, at))?.fault;
  }

  /**
   * Why the object at `path` cannot be trusted although it is there: something below it failed. What access was denied to
   * (protected customer data, a scope) is no failure: it is absent.
   */
  failureBelow(at: AnswerPath): SourceFault | undefined {
    return this.errors.find((error) => error.fault.state !== 'UNAUTHORISED' && concerns(error, at))?.fault;
  }
}

/** The document holds fields that the API does not know. */
class UnknownFields extends SourceError {
  constructor(
    fault: SourceFault,
    readonly fields: readonly (readonly string[])[],
  ) {
    super(fault);
  }
}

/** Times that one call may be refused for unknown fields. Shopify names all of them at once. */
const MOST_REFUSALS = 3;

export class ShopifyApi {
  private readonly graphql: string;
  private readonly reduced: ReducedDocuments;
  private lastQuota: Quota | undefined;

  constructor(
    private readonly http: HttpClient,
    apiVersion: string,
    private readonly now: () => number,
  ) {
    this.graphql = path`/admin/api/${apiVersion}/graphql.json`;
    this.reduced = new ReducedDocuments(now);
  }

  get quota(): Quota | undefined {
    return this.lastQuota;
  }

  /** As `queryWhole`, without the fields that the API does not know, as far as the document says something without them. */
  async query(document: string, variables: Json, signal: AbortSignal): Promise<Answer> {
    for (let refusals = 0; ; ) {
      const sent = this.reduced.toSend(document);
      try {
        const answer = await this.queryWhole(sent, sent === document ? variables : declared(sent, variables), signal);
        this.reduced.answered(document, sent);
        return answer;
      } catch (error) {
        refusals += 1;
        const mendable = error instanceof UnknownFields && refusals < MOST_REFUSALS;
        if (!mendable || !this.reduced.refused(document, sent, error.fields)) throw error;
      }
    }
  }

  /**
   * @throws SourceError where there is no data at all (throttled, refused, not GraphQL), or where the answer lacks a field
   *   that the document selects.
   */
  async queryWhole(document: string, variables: Json, signal: AbortSignal): Promise<Answer> {
    if (signal.aborted) throw timeout('the deadline had passed before the call');
    const body = { query: document, variables };
    const response = await this.http.request({ method: 'POST', path: this.graphql, body, signal });
    if (!isObject(response.body)) throw invalidResponse('the answer is not a JSON object');
    this.observe(response.body);
    const errors = errorsOf(response.body);
    const { data } = response.body;
    if (!isObject(data)) {
      const cause = errors.find((error) => error.fault.state === 'RATE_LIMITED') ?? errors[0];
      if (!cause) throw invalidResponse('the answer has no data');
      const unknown = errors.map(({ unknownField }) => unknownField ?? []);
      throw unknown.every((field) => field.length > 0)
        ? new UnknownFields(cause.fault, unknown)
        : new SourceError(cause.fault);
    }
    const absent = absentField(document, data);
    if (absent !== undefined) throw invalidResponse(`the answer lacks the field ${absent}`);
    return new Answer(data, errors);
  }

  /** Handles of the scopes that the token was granted. */
  async grantedScopes(signal: AbortSignal): Promise<readonly string[]> {
    if (signal.aborted) throw timeout('the deadline had passed before the call');
    const { body } = await this.http.request({ method: 'GET', path: '/admin/oauth/access_scopes.json', signal });
    const scopes = isObject(body) ? body.access_scopes : undefined;
    if (!Array.isArray(scopes)) throw invalidResponse('the answer has no access scopes');
    return scopes.flatMap((scope: unknown) =>
      isObject(scope) && typeof scope.handle === 'string' ? [scope.handle] : [],
    );
  }

  private observe(body: Json): void {
    const { maximumAvailable, currentlyAvailable, restoreRate } = costOf(body);
    if (currentlyAvailable === undefined) return;
    this.lastQuota = {
      unit: 'points',
      limit: maximumAvailable,
      remaining: currentlyAvailable,
      windowMs: restoreRate ? 1000 / restoreRate : undefined,
      observedAt: this.now(),
    };
  }
}

/**
 * Reads many keys in as few requests as `most` a request allows, side by side; a request that fails costs its own keys.
 */
export async function inBatches<Key, Value>(
  keys: readonly Key[],
  most: number,
  read: (batch: readonly Key[]) => Promise<readonly Slot<Value>[]>,
): Promise<Slot<Value>[]> {
  const requests = Math.ceil(keys.length / most);
  const size = Math.ceil(keys.length / requests);
  const batches = Array.from({ length: requests }, (_, n) => keys.slice(n * size, (n + 1) * size));
  const answers = await Promise.all(
    batches.map(async (batch): Promise<readonly Slot<Value>[]> => {
      try {
        return await read(batch);
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        return batch.map(() => ({ state: 'failed', fault: error.fault }));
      }
    }),
  );
  return answers.flat();
}
