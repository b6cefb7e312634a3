/**
 * Whether an answer has what its document selected. A GraphQL server answers every selected field, with null where it has
 * nothing; a key that is missing altogether means that this is no such server any more, or that something between has
 * changed the answer, and must not pass for "empty".
 */
import {
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { isCustomerGid, isPromisedOfCustomer } from './customer';
import { isOrderGid, isPromisedOfOrder } from './order';
import { isObject } from './payload';

interface Parsed {
  readonly selections: SelectionSetNode | undefined;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
}

const parsed = new Map<string, Parsed>();

/**
 * The first selected field that an object of the answer lacks; undefined where nothing is missing. What a customer or an
 * order lacks of the fields that are told one by one (customer.ts, order.ts) is left to them.
 */
export function absentField(document: string, data: unknown): string | undefined {
  const { selections, fragments } = read(document);
  return absent(selections, data, { fragments });
}

/** Documents are few: one per kind of read, and one per number of people in it. */
function read(document: string): Parsed {
  let known = parsed.get(document);
  if (!known) {
    const { definitions } = parse(document, { noLocation: true });
    const operation = definitions.find((d): d is OperationDefinitionNode => d.kind === Kind.OPERATION_DEFINITION);
    const fragments = definitions.filter((d): d is FragmentDefinitionNode => d.kind === Kind.FRAGMENT_DEFINITION);
    known = { selections: operation?.selectionSet, fragments: new Map(fragments.map((f) => [f.name.value, f])) };
    parsed.set(document, known);
  }
  return known;
}

interface Place {
  readonly fragments: Parsed['fragments'];
  readonly within?: Within;
}

/** The customer or order of which a place is part. */
interface Within {
  /** The way from it to here, with a dot behind each name. */
  readonly way: string;
  readonly isPromised: (field: string) => boolean;
}

function absent(set: SelectionSetNode | undefined, value: unknown, place: Place): string | undefined {
  if (!set) return undefined;
  if (Array.isArray(value)) {
    for (const item of value) {
      const name = absent(set, item, place);
      if (name !== undefined) return name;
    }
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const within = withinOf(value.id);
  const here = within ? { ...place, within } : place;
  for (const selection of set.selections) {
    const name = absentFrom(selection, value, here);
    if (name !== undefined) return name;
  }
  return undefined;
}

function withinOf(id: unknown): Within | undefined {
  if (typeof id !== 'string') return undefined;
  if (isCustomerGid(id)) return { way: '', isPromised: isPromisedOfCustomer };
  return isOrderGid(id) ? { way: '', isPromised: isPromisedOfOrder } : undefined;
}

function absentFrom(
  selection: SelectionNode,
  value: Readonly<Record<string, unknown>>,
  { fragments, within }: Place,
): string | undefined {
  if (selection.kind === Kind.FIELD) {
    const key = selection.alias?.value ?? selection.name.value;
    if (!Object.hasOwn(value, key)) return within?.isPromised(within.way + key) ? undefined : selection.name.value;
    const below = within && { ...within, way: `${within.way}${key}.` };
    return absent(selection.selectionSet, value[key], { fragments, within: below });
  }
  const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection;
  // Where a fragment may not apply, its document asks for the type's name too.
  const applies = value.__typename === undefined || value.__typename === fragment?.typeCondition?.name.value;
  return applies ? absent(fragment?.selectionSet, value, { fragments, within }) : undefined;
}
