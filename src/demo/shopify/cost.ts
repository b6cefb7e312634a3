/**
 * Shopify's calculated query cost, and the bucket that pays for it.
 *
 * A scalar or enum costs 0, an object 1, an interface the dearest of its types, a connection 2 and its nodes. Before a
 * request runs it is charged for as many nodes as `first` (or the ids of `nodes`) asks for; afterwards the difference to
 * what really came is paid back.
 */
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  type OperationDefinitionNode,
  type SelectionSetNode,
  valueFromASTUntyped,
} from 'graphql';

export const MAX_REQUEST_COST = 1000;

export interface Bucket {
  /** Points at most. */
  readonly maximumAvailable: number;
  /** Points a second. */
  readonly restoreRate: number;
}

export interface CostSubject {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  readonly variables: Readonly<Record<string, unknown>>;
}

type Composite = GraphQLObjectType | GraphQLInterfaceType;

export function requestedCost(subject: CostSubject): number {
  return new Requested(subject).of(subject.operation.selectionSet, subject.schema.getQueryType()!);
}

/** Cost of what came. */
export function actualCost(subject: CostSubject, data: unknown): number {
  return new Actual(subject).of(subject.operation.selectionSet, subject.schema.getQueryType()!, data);
}

/** The parts that both reckonings share. */
abstract class Reckoning {
  constructor(protected readonly subject: CostSubject) {}

  /** Fields selected of an object of exactly `type`. */
  protected fields(set: SelectionSetNode, type: GraphQLObjectType): FieldNode[] {
    return set.selections.flatMap((selection) => {
      if (selection.kind === 'Field') return selection.name.value.startsWith('__') ? [] : [selection];
      const fragment = selection.kind === 'FragmentSpread' ? this.subject.fragments[selection.name.value] : selection;
      const on = fragment?.typeCondition?.name.value;
      const applies = on === undefined || on === type.name || type.getInterfaces().some(({ name }) => name === on);
      return fragment && applies ? this.fields(fragment.selectionSet, type) : [];
    });
  }

  protected typeOf(field: FieldNode, parent: GraphQLObjectType): Composite | undefined {
    const type = getNamedType(parent.getFields()[field.name.value]?.type);
    return isObjectType(type) || isInterfaceType(type) ? type : undefined;
  }

  protected argument(field: FieldNode, name: string): unknown {
    const argument = field.arguments?.find((given) => given.name.value === name);
    return argument ? valueFromASTUntyped(argument.value, { ...this.subject.variables }) : undefined;
  }

  protected isConnection(type: Composite): type is GraphQLObjectType {
    return isObjectType(type) && type.name.endsWith('Connection');
  }
}

class Requested extends Reckoning {
  of(set: SelectionSetNode, type: Composite): number {
    const types = isObjectType(type) ? [type] : this.subject.schema.getPossibleTypes(type);
    return Math.max(
      0,
      ...types.map((one) => this.fields(set, one).reduce((sum, field) => sum + this.field(field, one), 0)),
    );
  }

  private field(field: FieldNode, parent: GraphQLObjectType): number {
    const type = this.typeOf(field, parent);
    if (!type || !field.selectionSet) return 0;
    if (this.isConnection(type)) {
      const first = Number(this.argument(field, 'first') ?? 0);
      return 2 + first * this.node(field.selectionSet, type);
    }
    const one = 1 + this.of(field.selectionSet, type);
    const ids = this.argument(field, 'ids');
    return Array.isArray(ids) ? ids.length * one : one;
  }

  /** One node of a connection, whether it is asked for as node or by its edge. */
  private node(set: SelectionSetNode, connection: GraphQLObjectType): number {
    return this.fields(set, connection).reduce((sum, field) => {
      const type = this.typeOf(field, connection);
      if (!type || !field.selectionSet || field.name.value === 'pageInfo') return sum;
      if (field.name.value === 'nodes') return sum + 1 + this.of(field.selectionSet, type);
      return sum + this.of(field.selectionSet, type);
    }, 0);
  }
}

class Actual extends Reckoning {
  of(set: SelectionSetNode, type: Composite, value: unknown): number {
    if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + this.of(set, type, item), 0);
    if (value === null || typeof value !== 'object') return 0;
    const came = value as Readonly<Record<string, unknown>>;
    const object = isObjectType(type) ? type : this.subject.schema.getType(String(came.__typename));
    if (!isObjectType(object)) return 0;
    return this.fields(set, object).reduce((sum, field) => {
      const fieldType = this.typeOf(field, object);
      const child = came[field.alias?.value ?? field.name.value];
      if (!fieldType || !field.selectionSet || child === null || child === undefined) return sum;
      return sum + this.own(field, fieldType, child) + this.of(field.selectionSet, fieldType, child);
    }, 0);
  }

  private own(field: FieldNode, type: Composite, child: unknown): number {
    if (this.isConnection(type)) return 2;
    const name = field.name.value;
    if (name === 'pageInfo' || name === 'edges') return 0;
    // Nodes count one by one, a list that is no connection as one object.
    return name === 'nodes' && Array.isArray(child) ? child.filter((item) => item !== null).length : 1;
  }
}

/** A leaky bucket: full at first, refilled by the second. */
export class LeakyBucket {
  private available: number;
  private at: number;

  constructor(
    readonly size: Bucket,
    private readonly now: () => number,
  ) {
    this.available = size.maximumAvailable;
    this.at = now();
  }

  /** Takes the points if they are there. */
  take(points: number): boolean {
    this.refill();
    if (this.available < points) return false;
    this.available -= points;
    return true;
  }

  giveBack(points: number): void {
    this.available = Math.min(this.size.maximumAvailable, this.available + points);
  }

  status(): { maximumAvailable: number; currentlyAvailable: number; restoreRate: number } {
    this.refill();
    return { ...this.size, currentlyAvailable: Math.floor(this.available) };
  }

  private refill(): void {
    const now = this.now();
    const restored = (Math.max(0, now - this.at) / 1000) * this.size.restoreRate;
    this.available = Math.min(this.size.maximumAvailable, this.available + restored);
    this.at = now;
  }
}
