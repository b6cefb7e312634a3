/** A JSON value with `{{placeholders}}` in its texts, and lists that repeat a value for each key. */
import { isMisfit, type Misfit } from './condition';
import { type Placeholder, parseTemplate, placeholders, renderValue, type Template, type Values } from './template';

export type JsonTemplate =
  | { readonly is: 'constant'; readonly value: string | number | boolean | null }
  | { readonly is: 'text'; readonly template: Template }
  | { readonly is: 'list'; readonly members: readonly JsonTemplate[] }
  | { readonly is: 'object'; readonly members: readonly (readonly [string, JsonTemplate])[] }
  | { readonly is: 'eachKey'; readonly member: JsonTemplate };

const MAX_DEPTH = 12;

export function parseJsonTemplate(written: unknown, depth = 0): JsonTemplate | Misfit {
  if (depth > MAX_DEPTH) return { at: [], expected: `at most ${MAX_DEPTH} levels` };
  if (written === null || typeof written === 'number' || typeof written === 'boolean') {
    return { is: 'constant', value: written };
  }
  if (typeof written === 'string') {
    const template = parseTemplate(written);
    return template ? { is: 'text', template } : { at: [], expected: 'text, with {{name}} where a value goes in' };
  }
  if (Array.isArray(written)) {
    const members: JsonTemplate[] = [];
    for (const [i, one] of written.entries()) {
      const member = parseJsonTemplate(one, depth + 1);
      if (isMisfit(member)) return { ...member, at: [i, ...member.at] };
      members.push(member);
    }
    return { is: 'list', members };
  }
  if (typeof written !== 'object') return { at: [], expected: 'a JSON value' };
  const entries = Object.entries(written);
  const [first] = entries;
  if (first?.[0] === 'eachKey' && entries.length === 1) {
    const member = parseJsonTemplate(first[1], depth + 1);
    return isMisfit(member) ? { ...member, at: ['eachKey', ...member.at] } : { is: 'eachKey', member };
  }
  const members: (readonly [string, JsonTemplate])[] = [];
  for (const [name, one] of entries) {
    const member = parseJsonTemplate(one, depth + 1);
    if (isMisfit(member)) return { ...member, at: [name, ...member.at] };
    members.push([name, member]);
  }
  return { is: 'object', members };
}

/** A placeholder of a value, and whether it is all there is of its text. */
export interface Used extends Placeholder {
  readonly whole: boolean;
  /** Inside `eachKey`, where `key` is one of the batch. */
  readonly each: boolean;
}

export function usedIn(json: JsonTemplate, each = false): readonly Used[] {
  switch (json.is) {
    case 'constant':
      return [];
    case 'text':
      return placeholders(json.template).map((one) => ({ ...one, whole: json.template.pieces.length === 1, each }));
    case 'list':
      return json.members.flatMap((member) => usedIn(member, each));
    case 'object':
      return json.members.flatMap(([, member]) => usedIn(member, each));
    case 'eachKey':
      return [...usedIn(json.member, true), { name: 'keys', whole: true, each }];
  }
}

export function renderJson(json: JsonTemplate, values: Values): unknown {
  switch (json.is) {
    case 'constant':
      return json.value;
    case 'text':
      return renderValue(json.template, values);
    case 'list':
      return json.members.map((member) => renderJson(member, values));
    case 'object':
      // A member may be called __proto__: `fromEntries` makes it one like any other.
      return Object.fromEntries(json.members.map(([name, member]) => [name, renderJson(member, values)]));
    case 'eachKey': {
      const keys = values.get('keys');
      return (Array.isArray(keys) ? keys : []).map((key: string) =>
        renderJson(json.member, new Map([...values, ['key', key]])),
      );
    }
  }
}
