/**
 * `onefold source preview`: for whoever describes a source. Request by request what was asked (secrets hidden) and what
 * came, then what became of it, what nobody reads, and what a live query would cost in calls.
 */
import { type Config, loadConfig } from '../config';
import { normalEmail } from '../customer/normal-forms/email';
import type { ListPart, PartItem } from '../customer/parts';
import type { SourceRecord } from '../customer/source-record';
import { connectSource } from '../gateway';
import { SourceError } from '../remote/fault';
import type { Connector, KeyedLookup, PartPage, Slot } from '../sources/contract';
import { ITEM_NAMES } from '../sources/declarative/mapping';
import { recordsIn } from '../sources/declarative/rows';
import { type Definition, LIST_LOOKUPS } from '../sources/declarative/shape';
import { unmappedIn } from '../sources/declarative/unmapped';
import { CommandFailure } from './failure';
import { type Exchange, Recorder } from './recording-client';
import { type Colour, type Paint, painter, printable, type Terminal } from './terminal';
import { withDeadline } from './with-deadline';

interface PreviewOptions {
  readonly ids?: string;
  readonly email?: string;
  readonly whole?: true;
  readonly config?: string;
}

const DEADLINE_MS = 30_000;
/** Lines of an answer that are shown, unless all are wanted. */
const MOST_LINES = 24;
/** Items of a list that are asked for, and shown. */
const MOST_ITEMS = 3;
const MOST_IDS = 20;

/** @throws ConfigError, or CommandFailure where there is no such source or nobody to ask for. */
export async function previewSource(name: string, options: PreviewOptions, terminal: Terminal): Promise<void> {
  const config = loadConfig({ file: options.config, env: terminal.env, cwd: terminal.cwd });
  const settings = Object.hasOwn(config.sources, name) ? config.sources[name] : undefined;
  if (!settings)
    throw new CommandFailure(`There is no source ${name}; there are ${Object.keys(config.sources).join(', ')}.`, 2);
  const email = options.email === undefined ? undefined : normalEmail(options.email);
  const ids = (options.ids ?? '')
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
  if (email === null) throw new CommandFailure('--email takes an e-mail address.', 2);
  if ((email === undefined) === (ids.length === 0))
    throw new CommandFailure('Say whom to ask for: --ids 1,2 or --email ada@example.com.', 2);
  if (ids.length > MOST_IDS) throw new CommandFailure(`At most ${MOST_IDS} ids.`, 2);

  const recorder = new Recorder(settings);
  const { connector, clients } = connectSource(name, settings, Date.now, (client) => recorder.around(client));
  await withDeadline(DEADLINE_MS, terminal.interrupted, (signal) =>
    new Preview(connector, settings, recorder, signal, terminal, options.whole === true).show(ids, email),
  ).finally(() => Promise.all(clients.map((client) => client.close())));
}

class Preview {
  private readonly paint: Paint;
  private readonly definition: Definition | undefined;
  private readonly calls: (readonly [step: string, calls: number])[] = [];

  constructor(
    private readonly connector: Connector,
    settings: Config['sources'][string],
    private readonly recorder: Recorder,
    private readonly signal: AbortSignal,
    private readonly terminal: Terminal,
    private readonly whole: boolean,
  ) {
    this.paint = painter(terminal.colours);
    this.definition = settings.type === 'declarative' ? settings.definition : undefined;
  }

  async show(ids: readonly string[], email: string | undefined): Promise<void> {
    const people = email === undefined ? await this.byId(ids) : await this.byEmail(email);
    if (people.length > 0) {
      for (const part of Object.keys(this.connector.parts) as ListPart[]) await this.lists(part, people);
    }
    this.cost();
  }

  private async byId(ids: readonly string[]): Promise<readonly string[]> {
    this.title(this.definition ? 'customersById' : 'records');
    const slots = await this.read(this.connector.records, ids, 'full');
    const exchanges = this.exchanges('customersById');
    for (const [i, slot] of slots.entries()) this.record(ids[i]!, slot);
    this.unmapped('customer', this.definition?.lookups.customersById, exchanges, ids);
    return slots.flatMap((slot, i) => (slot.state === 'found' ? [ids[i]!] : []));
  }

  private async byEmail(email: string): Promise<readonly string[]> {
    const find = this.connector.find.EMAIL;
    if (!find) throw new CommandFailure('This source cannot be searched by e-mail.');
    this.title(this.definition ? 'customersByEmail' : 'find by e-mail');
    const [slot] = await this.read(find, [email], undefined);
    this.exchanges('customersByEmail');
    const records = slot?.state === 'found' ? slot.value : [];
    if (slot && (slot.state !== 'found' || records.length === 0))
      this.outcome(email, slot.state === 'found' ? { state: 'none' } : slot);
    for (const record of records) this.record(record.ref.id, { state: 'found', value: record });
    return records.map(({ ref }) => ref.id);
  }

  private async lists(part: ListPart, people: readonly string[]): Promise<void> {
    const name = LIST_LOOKUPS[part];
    this.title(this.definition ? name : part.toLowerCase());
    const lookup = this.connector.parts[part] as KeyedLookup<
      { id: string },
      PartPage<PartItem>,
      { first: number; detail: 'full' }
    >;
    const keys = people.map((id) => ({ id }));
    const slots = await this.read(lookup, keys, { first: MOST_ITEMS, detail: 'full' });
    const exchanges = this.exchanges(name);
    for (const [i, slot] of slots.entries()) this.list(part, people[i]!, slot);
    this.unmapped(ITEM_NAMES[part], this.definition?.lookups[name], exchanges, people);
  }

  private list(part: ListPart, id: string, slot: Slot<PartPage<PartItem>>): void {
    if (slot.state === 'found') {
      const { items, next, totalCount } = slot.value;
      const all = totalCount === undefined ? '' : ` of ${totalCount}`;
      this.say(`${id}  ${items.length} ${part.toLowerCase()}${next === undefined ? '' : ', and more'}${all}`, 'bold');
      for (const item of items.slice(0, MOST_ITEMS)) this.fields({ ...item, source: undefined, record: undefined });
    } else this.outcome(id, slot);
  }

  private async read<K, V, O>(
    lookup: KeyedLookup<K, V, O>,
    keys: readonly K[],
    options: O,
  ): Promise<readonly Slot<V>[]> {
    const slots: Slot<V>[] = [];
    for (let at = 0; at < keys.length; at += lookup.maxBatch) {
      const some = keys.slice(at, at + lookup.maxBatch);
      try {
        slots.push(...(await lookup.fetch(some, options, { signal: this.signal })));
      } catch (error) {
        if (!(error instanceof SourceError)) throw error;
        slots.push(...some.map((): Slot<V> => ({ state: 'failed', fault: error.fault })));
      }
    }
    return slots;
  }

  private exchanges(step: string): readonly Exchange[] {
    const exchanges = this.recorder.taken();
    for (const exchange of exchanges) this.exchange(exchange);
    this.calls.push([step, exchanges.filter(({ signsIn }) => !signsIn).length]);
    return exchanges;
  }

  private exchange({ method, target, sent, signsIn, durationMs, response, fault }: Exchange): void {
    this.say(`→ ${method} ${target}`, 'cyan');
    if (signsIn) this.say('    signs in; what is sent and what comes is not shown', 'dim');
    if (sent !== undefined) this.block(sent);
    if (!response) {
      this.say(`← no answer: ${fault?.state}, ${fault?.message} (${durationMs} ms)`, 'red');
      return;
    }
    this.say(`← HTTP ${response.status} (${durationMs} ms)`, response.status < 400 ? 'green' : 'yellow');
    if (!signsIn) this.block(response.body);
  }

  private block(value: unknown): void {
    const lines = this.recorder.shown(value).split('\n');
    const shown = this.whole ? lines : lines.slice(0, MOST_LINES);
    for (const line of shown) this.say(`    ${line}`, 'dim');
    if (shown.length < lines.length) this.say(`    … ${lines.length - shown.length} more lines (--whole)`, 'dim');
  }

  private record(id: string, slot: Slot<SourceRecord>): void {
    if (slot.state !== 'found') {
      this.outcome(id, slot);
      return;
    }
    const { identifiers, attributes, issuedIds, orderTotals, createdAt, updatedAt, drift } = slot.value;
    this.say(id, 'bold');
    this.fields({ createdAt, updatedAt, ...attributes });
    for (const { type, value, normal, proof, primary } of identifiers) {
      const spelled = value === normal ? '' : `, written ${value}`;
      this.field(type.toLowerCase(), `${normal} (${proof}${primary ? ', primary' : ''}${spelled})`);
    }
    for (const issued of issuedIds) this.field('issued id', `${issued.source}:${issued.id}`);
    if (orderTotals) this.fields({ orderTotals });
    for (const { field, expected, received } of drift ?? []) {
      this.say(`  ${field}: expected ${expected}, received ${received}; the field is left out`, 'yellow');
    }
  }

  private outcome(key: string, slot: Exclude<Slot<unknown>, { state: 'found' }>): void {
    const words =
      slot.state === 'failed'
        ? `${slot.fault.state}: ${slot.fault.message}`
        : slot.state === 'merged'
          ? `merged into ${slot.into}`
          : slot.state === 'gone'
            ? 'deleted'
            : 'nobody, or nothing';
    this.say(`${key}  ${words}`, slot.state === 'failed' ? 'red' : 'yellow');
  }

  private fields(values: Readonly<Record<string, unknown>>): void {
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) continue;
      this.field(name, typeof value === 'string' ? value : JSON.stringify(value));
    }
  }

  private field(name: string, value: string): void {
    this.say(`  ${name.padEnd(18)} ${value}`);
  }

  private unmapped(
    name: keyof Definition['map'],
    lookup: Definition['lookups']['customersById' | 'ordersByCustomer'],
    exchanges: readonly Exchange[],
    keys: readonly string[],
  ): void {
    const map = this.definition?.map[name];
    if (!lookup || !map) return;
    const records = exchanges.flatMap(({ response, signsIn }) =>
      response && !signsIn ? recordsIn(lookup, response, keys) : [],
    );
    const marks = 'mergedInto' in lookup ? [lookup.mergedInto, lookup.gone?.path] : [];
    const left = unmappedIn(records, map, [lookup.records.key, ...marks]);
    if (left.length === 0) return;
    this.say(`left unmapped: ${left.map(({ path }) => path).join(', ')}`, 'dim');
  }

  private cost(): void {
    this.title('What it cost, and what fifty customers would');
    for (const [step, calls] of this.calls) {
      const lookup = this.definition?.lookups[step as keyof Definition['lookups']];
      const fifty = lookup && 'mode' in lookup ? callsFor(50, lookup) : undefined;
      const more = fifty === undefined ? '' : `; for fifty: ${fifty}`;
      this.say(`  ${step.padEnd(22)} ${calls === 1 ? '1 call' : `${calls} calls`}${more}`);
    }
  }

  private title(text: string): void {
    this.terminal.out('');
    this.terminal.out(this.paint('bold', `── ${text} `));
  }

  /** Colours are ours; what a source says may not move the cursor. */
  private say(text: string, colour?: Colour): void {
    const safe = printable(text);
    this.terminal.out(colour ? this.paint(colour, safe) : safe);
  }
}

function callsFor(
  people: number,
  { mode, batch, page }: { readonly mode: string; readonly batch: number; readonly page?: { readonly type: string } },
): string {
  const calls = mode === 'fanOut' ? people : Math.ceil(people / batch);
  const paged = page && page.type !== 'none' ? ', and one for each further page' : '';
  return `${calls === 1 ? '1 call' : `${calls} calls`} (${mode}${mode === 'fanOut' ? '' : `, ${batch} a call`})${paged}`;
}
