/** The clocks of the sources, as far as they can be believed. */
export class Clocks {
  /** The claims of one record share their clock, so most times come again and again. */
  private readonly read = new Map<string, number | undefined>();

  /**
   * @param now ms since the epoch
   * @param skewMs how far two clocks may be apart and still be right
   */
  constructor(
    private readonly now: number,
    readonly skewMs: number,
  ) {}

  /** The time in ms since the epoch; undefined where there is none, or it cannot be read, or has yet to come. */
  believed(written: string | undefined): number | undefined {
    if (written === undefined) return undefined;
    if (this.read.has(written)) return this.read.get(written);
    const time = Date.parse(written);
    const believed = time <= this.now + this.skewMs ? time : undefined;
    this.read.set(written, believed);
    return believed;
  }
}
