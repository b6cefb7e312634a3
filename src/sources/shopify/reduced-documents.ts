/**
 * Documents without the fields that the shop's API does not know (any more). For one such field GraphQL refuses the whole
 * document, which would cost everybody everything; without it the document costs that field, and what is made of it is
 * told as drift. What was learned of a document is remembered, so that it is refused once and not with every call, and
 * for some minutes only, so that a field that returns is seen.
 */
import {
  type DocumentNode,
  type FieldNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { isPromisedOfCustomer } from './customer';
import { isPromisedOfOrder } from './order';
import type { Json } from './payload';

const REMEMBERED_MS = 600_000;

interface Reduced {
  readonly document: string;
  /** ms since the epoch. */
  readonly until: number;
}

export class ReducedDocuments {
  /** By the whole document: there is one per kind of read, and one per number of people in it. */
  private readonly known = new Map<string, Reduced>();

  constructor(private readonly now: () => number) {}

  /** What to send for a document. Now and then the whole one, for one call, to see whether all of it is known again. */
  toSend(document: string): string {
    const reduced = this.known.get(document);
    if (!reduced) return document;
    if (this.now() < reduced.until) return reduced.document;
    this.known.set(document, { ...reduced, until: this.now() + REMEMBERED_MS });
    return document;
  }

  /** Notes that `sent` was refused for these fields. False: without one of them the document would say nothing. */
  refused(document: string, sent: string, fields: readonly (readonly string[])[]): boolean {
    if (!fields.every(isDispensable)) return false;
    const reduced = without(parse(sent, { noLocation: true }), fields);
    if (reduced === undefined || reduced === sent) return false;
    this.known.set(document, { document: reduced, until: this.now() + REMEMBERED_MS });
    return true;
  }

  /** Notes that `sent` was answered. */
  answered(document: string, sent: string): void {
    if (sent === document) this.known.delete(document);
  }
}

/** Whether the absence of a field is told as drift: it is one of a customer or of an order, by some part of its way. */
function isDispensable(way: readonly string[]): boolean {
  return way.some((_, from) => {
    const field = way.slice(from).join('.');
    return isPromisedOfCustomer(field) || isPromisedOfOrder(field);
  });
}

/** The document without these fields and the variables that only they use; undefined where nothing of it is left. */
function without(document: DocumentNode, fields: readonly (readonly string[])[]): string | undefined {
  const gone = new Set(fields.map((way) => way.join('.')));
  const definitions: OperationDefinitionNode[] = [];
  for (const definition of document.definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) return undefined;
    const selectionSet = pruned(definition.selectionSet, gone, '');
    if (!selectionSet) return undefined;
    const used = variablesIn(selectionSet);
    const variableDefinitions = definition.variableDefinitions?.filter(({ variable }) => used.has(variable.name.value));
    definitions.push({ ...definition, selectionSet, variableDefinitions });
  }
  return print({ ...document, definitions });
}

/** Of an object of which nothing is selected any more, nothing may be selected. */
function pruned(set: SelectionSetNode, gone: ReadonlySet<string>, way: string): SelectionSetNode | undefined {
  const selections = set.selections.flatMap((selection): SelectionNode[] => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [selection];
    const key = selection.kind === Kind.FIELD ? keyOf(selection) : undefined;
    if (key !== undefined && gone.has(way + key)) return [];
    if (!selection.selectionSet) return [selection];
    const selectionSet = pruned(selection.selectionSet, gone, key === undefined ? way : `${way}${key}.`);
    return selectionSet ? [{ ...selection, selectionSet }] : [];
  });
  return selections.length > 0 ? { ...set, selections } : undefined;
}

function keyOf({ alias, name }: FieldNode): string {
  return alias?.value ?? name.value;
}

function variablesIn(set: SelectionSetNode): ReadonlySet<string> {
  const names = new Set<string>();
  visit(set, { Variable: ({ name }) => void names.add(name.value) });
  return names;
}

/** Of the variables those that a document declares. */
export function declared(document: string, variables: Json): Json {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => new RegExp(`\\$${name}\\b`).test(document)));
}
