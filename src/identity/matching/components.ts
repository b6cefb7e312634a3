/** Which rows hang together by edges, directly or through others. */
import { DisjointSets } from '../rules/disjoint-sets';
import type { Edge } from './clustering';

export interface Component {
  readonly rows: readonly number[];
  readonly edges: readonly Edge[];
}

/** The components that have an edge. Rows without one are alone and not listed. */
export function componentsOf(size: number, edges: readonly Edge[]): readonly Component[] {
  const sets = new DisjointSets(size);
  for (const { a, b } of edges) sets.union(a, b);
  const components = new Map<number, { rows: Set<number>; edges: Edge[] }>();
  for (const edge of edges) {
    const root = sets.find(edge.a);
    let component = components.get(root);
    if (component === undefined) {
      component = { rows: new Set(), edges: [] };
      components.set(root, component);
    }
    component.rows.add(edge.a).add(edge.b);
    component.edges.push(edge);
  }
  return [...components.values()].map(({ rows, edges: own }) => ({ rows: [...rows], edges: own }));
}
