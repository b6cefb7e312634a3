/** What was decided, and what would be, as a terminal shows it. */
import type { IdentityHistoryQuery, ShownPreviewFragment } from '../generated/graphql';
import { painter, printable } from './terminal';

type History = IdentityHistoryQuery['identityHistory'];
type Foreseen = Extract<ShownPreviewFragment, { readonly __typename: 'DecisionPreview' }>['customers'][number];
type Ref = { readonly source: string; readonly id: string };

export function historyLines({ edges }: History, colours: boolean): readonly string[] {
  const paint = painter(colours);
  return edges.flatMap(({ node }) => [
    `${paint('bold', node.type)}  ${node.at}  ${paint('cyan', node.id)}`,
    `  by ${printable(node.who)}: ${printable(node.why)}`,
    ...(node.came.length > 0 ? [`  came: ${recordsLine(node.came)}`] : []),
    ...(node.left.length > 0 ? [`  left: ${recordsLine(node.left)}`] : []),
    ...(node.others.length > 0 ? [`  with: ${node.others.join('  ')}`] : []),
    ...(node.undoes ? [`  undoes: ${node.undoes}`] : []),
  ]);
}

export function previewLines(customers: readonly Foreseen[], colours: boolean): readonly string[] {
  const paint = painter(colours);
  return customers.flatMap(({ id, recordsAfter, recordsBefore, changes, orders, tickets }) => [
    paint('bold', id ?? 'a new customer'),
    `  records: ${recordsLine(recordsBefore) || 'none'}`,
    recordsAfter.length > 0
      ? `       to: ${recordsLine(recordsAfter)}`
      : '       to: none; the id leads to the other customer',
    ...changes.map(({ field, before, after }) => `  ${field}: ${value(before)} ${paint('dim', '→')} ${value(after)}`),
    ...count('orders', orders),
    ...count('tickets', tickets),
  ]);
}

/** Records of somebody who was erased have no name. */
export function recordsLine(refs: readonly (Ref | null)[]): string {
  return refs.map((ref) => (ref ? printable(`${ref.source}:${ref.id}`) : '(erased)')).join('  ');
}

function count(what: string, change: Foreseen['orders']): readonly string[] {
  if (!change) return [`  ${what}: not known for now`];
  return [`  ${what}: ${change.before} → ${change.after}${change.exact ? '' : ' (at least)'}`];
}

function value(settled: unknown): string {
  if (settled === null || settled === undefined) return 'nothing';
  return printable(typeof settled === 'string' ? settled : JSON.stringify(settled));
}
