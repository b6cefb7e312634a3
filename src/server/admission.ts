/**
 * How many operations run at once, and who is turned away first. An operation that would only wait is refused before
 * anything is done for it, so that those under way keep their deadlines; callers whose work can wait are refused while
 * there is still room for the others.
 */
import type { Role } from '../access/caller';

export interface AdmissionOptions {
  /** Operations under way at once. */
  readonly maxConcurrent: number;
  /** By role, up to which share of them its operations are let in. */
  readonly shares: Readonly<Record<Role, number>>;
}

export class Admission {
  private underWay = 0;

  constructor(private readonly options: AdmissionOptions) {}

  /** Lets an operation in and answers how to say that it is over; undefined: there is no room for callers of this role. */
  enter(role: Role): (() => void) | undefined {
    const { maxConcurrent, shares } = this.options;
    if (this.underWay >= Math.max(1, Math.floor(maxConcurrent * shares[role]))) return undefined;
    this.underWay += 1;
    let over = false;
    return () => {
      if (over) return;
      over = true;
      this.underWay -= 1;
    };
  }
}
