/** Reads the customers of one root field: plans before the view is asked, answers and accounts for losses after. */
import type { CustomerSnapshot, CustomerWant } from '../view/snapshot';
import type { ApiContext } from './api-context';
import { customerAnswer } from './customer-answer';
import { type CustomerPlan, planCustomers } from './customer-plan';
import type { Customer } from './customer-type';
import type { ResponsePath } from './losses';
import type { SelectedField } from './selection';

export class CustomerReader {
  private readonly plan: CustomerPlan;
  private readonly crmSources: ReadonlySet<string>;

  /**
   * @param selectionSets every selection set on a customer below the root field.
   * @throws OnefoldError BAD_USER_INPUT for a page size that is out of range.
   */
  constructor(
    selectionSets: readonly (readonly SelectedField[])[],
    private readonly context: Pick<ApiContext, 'sources' | 'losses'>,
  ) {
    this.plan = planCustomers(selectionSets);
    this.crmSources = new Set(context.sources.filter(({ kind }) => kind === 'CRM').map(({ name }) => name));
  }

  get want(): CustomerWant {
    return this.plan.want;
  }

  /** `selectionSet` counts those that were planned; `path` leads to the customer in the answer. */
  read(snapshot: CustomerSnapshot | null, selectionSet: number, path: ResponsePath): Customer | null {
    return snapshot && this.readAt(snapshot, [path], selectionSet);
  }

  /** A customer who shows at several paths, by the selection sets from `firstSelectionSet` on. */
  readAt(snapshot: CustomerSnapshot, paths: readonly ResponsePath[], firstSelectionSet = 0): Customer {
    this.context.losses.saw(snapshot.sourceStatus);
    const customer = customerAnswer(snapshot, this.plan, this.crmSources);
    paths.forEach((path, i) => {
      const selection = this.plan.selections[firstSelectionSet + i];
      if (selection) this.context.losses.ofCustomer(customer, snapshot, selection, path);
    });
    return customer;
  }
}
