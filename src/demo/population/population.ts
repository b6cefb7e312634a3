/**
 * The people of the demo and what three systems hold of them, generated from a seed: the same seed makes the same world,
 * to the letter, on every machine. A person is cast by a story (`stories.ts`), which tells the systems (`stage.ts`); the
 * slices write what was told in each vendor's words.
 */
import type { World } from '../world';
import { NOW } from './clock';
import { Dice } from './dice';
import { hubSpotSlice } from './hubspot-slice';
import type { Person } from './person';
import { shopifySlice } from './shopify-slice';
import { Stage } from './stage';
import { STORY_PLANS, tellPlain } from './stories';
import { zendeskSlice } from './zendesk-slice';

export interface Population {
  readonly world: World;
  readonly persons: Person[];
}

const USUAL_PERSONS = 560;

/**
 * At least `persons` people (560 unless told otherwise; a story is never cut short, so there may be a few more). With
 * fewer than some 400 not every story finds room.
 *
 * @throws RangeError when `persons` is no natural number, or more than there are fictional telephone numbers for.
 */
export function generatePopulation(seed: number, options: { persons?: number } = {}): Population {
  const wanted = options.persons ?? USUAL_PERSONS;
  if (!Number.isSafeInteger(wanted) || wanted < 1)
    throw new RangeError('persons must be a whole number of at least 1.');
  const dice = new Dice(seed);
  const stage = new Stage(dice.fork('people'));
  for (const plan of STORY_PLANS) {
    const times = Math.max(1, Math.round((plan.share * wanted) / USUAL_PERSONS));
    for (let round = 0; round < times && stage.people.length < wanted; round++) plan.tell(stage, round);
  }
  while (stage.people.length < wanted) tellPlain(stage);

  const persons = stage.people;
  return {
    persons,
    world: {
      seed,
      now: NOW,
      hubspot: hubSpotSlice(persons, dice.fork('hubspot')),
      shopify: shopifySlice(persons, dice.fork('shopify')),
      zendesk: zendeskSlice(persons, dice.fork('zendesk')),
    },
  };
}
