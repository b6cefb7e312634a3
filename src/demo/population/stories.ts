/**
 * The stories of the population, each a kind of dirt that real customer data has. `share` is how often a story is told
 * in a population of the usual size; a smaller or larger one keeps the proportions.
 */
import { domainToASCII } from 'node:url';
import { CLEARLY_DIFFERENT, NICKNAMES } from './names';
import type { DemoSource, Story } from './person';
import { gmailVariant, inAnotherCase, mistyped, TAGS } from './spelling';
import type { Player, Stage, Telling } from './stage';
import { COMPANIES } from './work';

export interface StoryPlan {
  readonly story: Story;
  /** Times told in a population of the usual size. */
  readonly share: number;
  tell(stage: Stage, round: number): void;
}

const LONG_NAMES = Object.keys(NICKNAMES).filter((name) => name.length >= 8);

/** Tells several systems the same. */
function tellAll(stage: Stage, sources: readonly DemoSource[], player: Player, telling: Telling = {}): void {
  for (const source of sources) stage.tell(source, player, telling);
}

/** A second spelling of somebody whom the CRM knows by the formal one. */
function alsoKnownAs(stage: Stage, story: Story, name: (player: Player) => Partial<Telling>, english?: string): void {
  const player = stage.cast({ story, culture: 'english', ...(english === undefined ? {} : { given: english }) });
  const { given, family } = player.person;
  const formal = { given, family };
  const [first, second, third] = stage.dice.sample<DemoSource>(['crm', 'shop', 'support'], 3);
  stage.tell(first!, player, formal);
  stage.tell(second!, player, { ...formal, ...name(player) });
  if (stage.dice.chance(0.4)) stage.tell(third!, player, formal);
}

export const STORY_PLANS: readonly StoryPlan[] = [
  {
    // One customer with 420 orders, more than any page holds, and a long correspondence.
    story: 'hundredsOfOrders',
    share: 1,
    tell(stage) {
      const player = stage.cast({ story: 'hundredsOfOrders', culture: 'english' });
      stage.tell('crm', player, { volume: 'many' });
      stage.tell('shop', player, { volume: 'hundreds' });
      stage.tell('support', player, { volume: 'many' });
    },
  },
  {
    story: 'dozens',
    share: 6,
    tell(stage) {
      tellAll(stage, ['crm', 'shop', 'support'], stage.cast({ story: 'dozens' }), { volume: 'many' });
    },
  },
  {
    // Two people of one name, who never met.
    story: 'namesake',
    share: 8,
    tell(stage) {
      const culture = stage.dice.pick(['english', 'nordic', 'german', 'iberian'] as const);
      const first = stage.cast({ story: 'namesake', culture });
      const { given, family } = first.person;
      const second = stage.cast({ story: 'namesake', culture, given, family });
      tellAll(
        stage,
        stage.dice.pick([
          ['crm', 'shop'],
          ['crm', 'support'],
          ['crm', 'shop', 'support'],
        ] as const),
        first,
      );
      tellAll(
        stage,
        stage.dice.pick([
          ['crm', 'shop'],
          ['shop', 'support'],
          ['crm', 'shop', 'support'],
        ] as const),
        second,
      );
    },
  },
  {
    // One telephone in the hall; every other time the son has the father's given name, too.
    story: 'fatherAndSon',
    share: 8,
    tell(stage, round) {
      const circle = `family-${round + 1}`;
      const father = stage.cast({ story: 'fatherAndSon', culture: 'english', circle });
      const { family, country } = father.person;
      const given = round % 2 === 0 ? father.person.given : otherThan(stage, father.person.given);
      const son = stage.cast({ story: 'fatherAndSon', culture: 'english', given, family, country, circle });
      tellAll(stage, ['crm', 'support'], father, { phones: [father.phone] });
      stage.tell('crm', son, { phones: [father.phone] });
      stage.tell('shop', son, { phones: [father.phone] });
      if (round % 2 === 0) stage.tell('support', son, { phones: [father.phone] });
    },
  },
  {
    // Father and son share name, telephone and the family's mailbox: only Sr. and Jr. tell them apart.
    story: 'suffixes',
    share: 2,
    tell(stage, round) {
      const circle = `suffix-family-${round + 1}`;
      const father = stage.cast({ story: 'suffixes', culture: 'english', circle });
      const { given, family, country } = father.person;
      const son = stage.cast({ story: 'suffixes', culture: 'english', given, family, country, circle });
      const mailbox = stage.ownMailbox(`familie.${local(father)}`, 'briefkasten.example');
      const senior = { given, family: `${family} Sr.`, phones: [father.phone] };
      const junior = { given, family: `${family} Jr.`, phones: [father.phone] };
      stage.tell('crm', father, { ...senior, mails: [{ address: mailbox }, { address: father.mail }] });
      stage.tell('shop', father, { ...senior, mails: [{ address: father.mail }] });
      stage.tell('support', son, { ...junior, mails: [{ address: mailbox }, { address: son.mail }] });
      stage.tell('crm', son, { ...junior, mails: [{ address: son.mail }] });
    },
  },
  {
    // Two people, one mailbox, no role in its name: each keeps their own records.
    story: 'couple',
    share: 4,
    tell(stage, round) {
      const [anna, ben, mailbox] = couple(stage, 'couple', round);
      tellAll(stage, ['crm', 'shop'], anna, { ...named(anna), mails: [{ address: mailbox }] });
      stage.tell('support', ben, { ...named(ben), mails: [{ address: mailbox }] });
      stage.tell('shop', ben, { ...named(ben), mails: [{ address: ben.mail }] });
    },
  },
  {
    // The same, and a record without a name on that mailbox: it could be either's, so it is nobody's.
    story: 'coupleWithNameless',
    share: 4,
    tell(stage, round) {
      const [anna, ben, mailbox] = couple(stage, 'coupleWithNameless', round);
      stage.tell('crm', anna, { ...named(anna), mails: [{ address: mailbox }, { address: anna.mail }] });
      stage.tell('support', ben, { ...named(ben), mails: [{ address: mailbox }, { address: ben.mail }] });
      stage.tell('shop', anna, { given: null, family: null, mails: [{ address: mailbox }] });
    },
  },
  {
    // An office behind one role address and one switchboard.
    story: 'office',
    share: 6,
    tell(stage, round) {
      const circle = `office-${round + 1}`;
      const company = COMPANIES[(round * 5) % COMPANIES.length]!;
      const role = stage.dice.pick(['office', 'info', 'sales', 'hello', 'team'] as const);
      const shared = { address: stage.ownMailbox(role, `${circle}.${company.domain}`) };
      const [boss, ...others] = colleagues(stage, 'office', 4, circle, round, company);
      const phones = [boss!.phone];
      const [clerk, buyer, intern] = others as [Player, Player, Player];
      stage.tell('crm', boss!, { ...named(boss!), phones, mails: [shared, { address: boss!.mail }] });
      stage.tell('support', boss!, { ...named(boss!), phones, mails: [{ address: boss!.mail }] });
      stage.tell('crm', clerk, { ...named(clerk), phones, mails: [{ address: clerk.mail }] });
      stage.tell('support', clerk, { ...named(clerk), phones, mails: [{ address: clerk.mail }, shared] });
      stage.tell('crm', buyer, { ...named(buyer), phones, mails: [{ address: buyer.mail }] });
      stage.tell('shop', buyer, { ...named(buyer), mails: [shared] });
      stage.tell('crm', intern, { ...named(intern), phones, mails: [{ address: intern.mail }] });
      stage.tell('shop', intern, { ...named(intern), mails: [{ address: intern.mail }] });
    },
  },
  {
    // Three who share a mailbox whose name does not say so.
    story: 'sharedStudio',
    share: 2,
    tell(stage, round) {
      const circle = `studio-${round + 1}`;
      const members = colleagues(
        stage,
        'sharedStudio',
        3,
        circle,
        round + 3,
        COMPANIES[(round * 7 + 3) % COMPANIES.length]!,
      );
      const shared = { address: stage.ownMailbox(`atelier.${local(members[0]!)}`, 'courriel.example') };
      const phones = [members[0]!.phone];
      const homes: readonly DemoSource[] = ['crm', 'shop', 'support'];
      members.forEach((member, index) => {
        const own = { address: member.mail };
        const withShared = homes[index]!;
        const other = homes[(index + 1) % homes.length]!;
        const line = (source: DemoSource) => (source === 'shop' ? {} : { phones });
        stage.tell(withShared, member, {
          ...named(member),
          ...line(withShared),
          mails: withShared === 'shop' ? [shared] : [shared, own],
        });
        stage.tell(other, member, { ...named(member), ...line(other), mails: [own] });
      });
    },
  },
  {
    // Two CRM records whose addresses meet in one user of the help desk.
    story: 'twoCrmByIdentities',
    share: 10,
    tell(stage) {
      const player = stage.cast({ story: 'twoCrmByIdentities' });
      const [first, second] = [{ address: player.mail }, { address: player.otherMail }];
      stage.tell('crm', player, { mails: [first] });
      stage.tell('crm', player, { mails: [second] });
      stage.tell('support', player, { mails: [first, second] });
      if (stage.dice.chance(0.5)) stage.tell('shop', player, { mails: [second] });
    },
  },
  {
    // Two CRM records, because the CRM takes two spellings of one Gmail address for two addresses.
    story: 'twoCrmByAdditional',
    share: 10,
    tell(stage) {
      const player = stage.cast({ story: 'twoCrmByAdditional' });
      stage.tell('crm', player, {
        mails: [{ address: player.mail }, { address: gmailVariant(stage.dice, player.gmail) }],
      });
      stage.tell('crm', player, { mails: [{ address: player.gmail }] });
      if (stage.dice.chance(0.6)) stage.tell('shop', player, { mails: [{ address: player.mail }] });
    },
  },
  {
    // Somebody wrote to the help desk and never clicked the link: not proven to be theirs.
    story: 'unverified',
    share: 18,
    tell(stage) {
      const player = stage.cast({ story: 'unverified' });
      stage.tell('support', player, { mails: [{ address: player.mail, verified: false }] });
      tellAll(stage, stage.dice.pick([['crm'], ['shop'], ['crm', 'shop'], []] as const), player);
    },
  },
  {
    // The same, but the help desk was given the shop's id: that links them all the same.
    story: 'unverifiedButIssued',
    share: 6,
    tell(stage) {
      const player = stage.cast({ story: 'unverifiedButIssued' });
      const shop = stage.tell('shop', player);
      stage.tell('support', player, { mails: [{ address: player.mail, verified: false }], issuedBy: shop.record });
      if (stage.dice.chance(0.5)) stage.tell('crm', player);
    },
  },
  {
    // A user of the help desk claims another person's address and cannot prove it.
    story: 'claimsAnothers',
    share: 4,
    tell(stage) {
      const owner = stage.cast({ story: 'claimsAnothers', given: 'Philippa', culture: 'english' });
      const claimant = stage.cast({ story: 'claimsAnothers', given: 'Zbigniew', culture: 'polish' });
      tellAll(stage, ['crm', 'shop'], owner);
      stage.tell('support', claimant, {
        mails: [
          { address: claimant.mail, verified: true },
          { address: owner.mail, verified: false },
        ],
      });
      stage.tell('crm', claimant);
    },
  },
  {
    // The help desk knows the shop's id, and another address.
    story: 'issuedToSupport',
    share: 24,
    tell(stage) {
      const player = stage.cast({ story: 'issuedToSupport' });
      const shop = stage.tell('shop', player);
      stage.tell('support', player, { mails: [{ address: player.otherMail }], issuedBy: shop.record });
      if (stage.dice.chance(0.4)) stage.tell('crm', player, { mails: [{ address: player.otherMail }] });
    },
  },
  {
    // The CRM knows the shop's id; half the time also the address.
    story: 'issuedToCrm',
    share: 24,
    tell(stage, round) {
      const player = stage.cast({ story: 'issuedToCrm' });
      const shop = stage.tell('shop', player);
      const address = round % 2 === 0 ? player.otherMail : player.mail;
      stage.tell('crm', player, { mails: [{ address }], issuedBy: shop.record });
      if (stage.dice.chance(0.4)) stage.tell('support', player);
    },
  },
  {
    // Only the telephone in common, which links nobody.
    story: 'phoneOnly',
    share: 14,
    tell(stage, round) {
      const player = stage.cast({ story: 'phoneOnly' });
      const phones = [player.phone];
      stage.tell('crm', player, { phones, mails: [{ address: player.mail }] });
      stage.tell('shop', player, { phones, mails: round % 3 === 0 ? [] : [{ address: player.otherMail }] });
    },
  },
  {
    story: 'gmail',
    share: 24,
    tell(stage) {
      const { dice } = stage;
      const player = stage.cast({ story: 'gmail' });
      const sources = dice.pick([
        ['crm', 'shop'],
        ['crm', 'support'],
        ['shop', 'support'],
        ['crm', 'shop', 'support'],
      ] as const);
      for (const source of sources) {
        const address = dice.chance(0.3) ? player.gmail : gmailVariant(dice, player.gmail);
        // HubSpot keeps addresses as it got them, but for the case.
        stage.tell(source, player, { mails: [{ address: source === 'crm' ? address : maybeShouted(stage, address) }] });
      }
    },
  },
  {
    // A tag at a domain of which nobody knows whether tags are delivered to one mailbox: kept apart.
    story: 'plusKept',
    share: 10,
    tell(stage) {
      const player = stage.cast({ story: 'plusKept' });
      stage.tell('crm', player);
      const tagged = player.mail.replace('@', `+${stage.dice.pick(TAGS)}@`);
      stage.tell('shop', player, { mails: [{ address: tagged }] });
    },
  },
  {
    // A tag at a provider that documents it: one mailbox.
    story: 'plusFolded',
    share: 10,
    tell(stage) {
      const player = stage.cast({ story: 'plusFolded' });
      const domain = stage.dice.pick([
        'outlook.com',
        'hotmail.com',
        'fastmail.com',
        'icloud.com',
        'proton.me',
      ] as const);
      const mailbox = stage.ownMailbox(local(player), domain);
      const tagged = mailbox.replace('@', `+${stage.dice.pick(TAGS)}@`);
      stage.tell('crm', player, { mails: [{ address: mailbox }] });
      stage.tell('shop', player, { mails: [{ address: tagged }] });
      if (stage.dice.chance(0.3)) stage.tell('support', player, { mails: [{ address: tagged }] });
    },
  },
  {
    // The CRM or the help desk holds the second address by which the others know the person.
    story: 'secondAddress',
    share: 26,
    tell(stage, round) {
      const player = stage.cast({ story: 'secondAddress' });
      const both = [{ address: player.mail }, { address: player.otherMail }];
      const [holder, other] = round % 2 === 0 ? (['crm', 'shop'] as const) : (['support', 'crm'] as const);
      stage.tell(holder, player, { mails: both });
      stage.tell(other, player, { mails: [{ address: player.otherMail }] });
      if (stage.dice.chance(0.3)) stage.tell(round % 2 === 0 ? 'support' : 'shop', player);
    },
  },
  {
    story: 'nickname',
    share: 48,
    tell(stage) {
      alsoKnownAs(stage, 'nickname', ({ person }) => ({ given: person.nickname ?? person.given, byNickname: true }));
    },
  },
  {
    story: 'mistyped',
    share: 8,
    tell(stage) {
      alsoKnownAs(stage, 'mistyped', ({ person }) => ({ given: mistyped(person.given) }), stage.dice.pick(LONG_NAMES));
    },
  },
  {
    story: 'initial',
    share: 10,
    tell(stage) {
      alsoKnownAs(stage, 'initial', ({ person }) => ({ given: `${person.given[0]}.` }));
    },
  },
  {
    // Given and family name in each other's place.
    story: 'swapped',
    share: 6,
    tell(stage) {
      const player = stage.cast({ story: 'swapped', culture: 'nordic' });
      const { given, family } = player.person;
      stage.tell('crm', player, { given: family, family: given });
      stage.tell('shop', player, { given, family });
    },
  },
  {
    // Another family name since the wedding.
    story: 'married',
    share: 10,
    tell(stage) {
      const player = stage.cast({ story: 'married' });
      const spouse = stage.dice.pick([
        'Thistlewaiter',
        'Mooncastler',
        'Ottersbachsen',
        'Feuillemortier',
        'Åbjørnhalvor',
      ]);
      const sources = stage.dice.sample<DemoSource>(['crm', 'shop', 'support'], 3);
      stage.tell(sources[0]!, player);
      stage.tell(sources[1]!, player, { family: spouse });
      if (stage.dice.chance(0.4)) stage.tell(sources[2]!, player);
    },
  },
  {
    // Only an address, or only half a name.
    story: 'nameless',
    share: 14,
    tell(stage, round) {
      const player = stage.cast({ story: 'nameless' });
      const { given, family } = player.person;
      const halves: readonly Telling[] = [{ given: null, family: null }, { given: null }, { family: null }];
      stage.tell(round % 2 === 0 ? 'crm' : 'shop', player, halves[round % halves.length]);
      if (round % 4 !== 3) stage.tell(round % 2 === 0 ? 'shop' : 'crm', player, { given, family });
      if (round % 4 === 1) stage.tell('support', player, { given, family: round % 8 === 1 ? null : family });
    },
  },
  {
    // The same domain in letters and in Punycode.
    story: 'idn',
    share: 4,
    tell(stage) {
      const player = stage.cast({ story: 'idn' });
      const mailbox = stage.ownMailbox(local(player), 'bücherkäuze.example');
      stage.tell('crm', player, {
        mails: [{ address: `${mailbox.split('@')[0]}@${domainToASCII(mailbox.split('@')[1]!)}` }],
      });
      stage.tell('shop', player, { mails: [{ address: mailbox }] });
    },
  },
  {
    story: 'kanji',
    share: 4,
    tell(stage) {
      const player = stage.cast({ story: 'kanji', culture: 'japanese' });
      tellAll(stage, ['crm', 'shop', 'support'], player, named(player));
    },
  },
  {
    // A shop customer or a caller without any address; a phone field with no phone in it.
    story: 'noEmail',
    share: 10,
    tell(stage, round) {
      const player = stage.cast({ story: 'noEmail' });
      if (round % 2 === 0) {
        stage.tell(round % 4 === 0 ? 'shop' : 'support', player, { mails: [], phones: [player.phone] });
        stage.tell('crm', player, { junkPhone: true });
      } else {
        stage.tell('crm', player, { mails: [], phones: [player.phone] });
      }
    },
  },
];

const PLAIN_SYSTEMS: readonly (readonly [readonly DemoSource[], number])[] = [
  [['crm'], 12],
  [['shop'], 14],
  [['support'], 8],
  [['crm', 'shop'], 20],
  [['crm', 'support'], 10],
  [['shop', 'support'], 12],
  [['crm', 'shop', 'support'], 24],
];

/** Somebody in one to three systems, mostly under one address. */
export function tellPlain(stage: Stage): void {
  const player = stage.cast({ story: 'plain' });
  for (const source of stage.dice.weighted(PLAIN_SYSTEMS)) {
    const another = player.person.entries.length > 0 && stage.dice.chance(0.1);
    stage.tell(source, player, another ? { mails: [{ address: player.otherMail }] } : {});
  }
}

function couple(stage: Stage, story: Story, round: number): [Player, Player, string] {
  const circle = `${story}-${round + 1}`;
  const [first, second] = clearlyDifferent(round, 2);
  const anna = stage.cast({ story, culture: 'english', given: first!, circle });
  const { family, country } = anna.person;
  const ben = stage.cast({ story, culture: 'english', given: second!, family, country, circle });
  return [anna, ben, stage.ownMailbox(`unser.zuhause.${local(anna)}`, 'example.org')];
}

function colleagues(
  stage: Stage,
  story: Story,
  count: number,
  circle: string,
  round: number,
  company: (typeof COMPANIES)[number],
): Player[] {
  const country = (['GB', 'DE', 'US'] as const)[round % 3]!;
  return clearlyDifferent(round, count).map((given) =>
    stage.cast({ story, given, company, circle, culture: 'english', country }),
  );
}

function clearlyDifferent(round: number, count: number): string[] {
  return Array.from(
    { length: count },
    (_, index) => CLEARLY_DIFFERENT[(round * 2 + index) % CLEARLY_DIFFERENT.length]!,
  );
}

function otherThan(stage: Stage, given: string): string {
  return stage.dice.pick(Object.keys(NICKNAMES).filter((name) => name !== given));
}

/** The full name as it is: nothing to be in doubt about. */
function named({ person }: Player): Telling {
  return { given: person.given, family: person.family };
}

/** The part of their address before the `@`, without a number. */
function local(player: Player): string {
  return player.mail.slice(0, player.mail.indexOf('@')).replace(/\d+$/, '');
}

function maybeShouted(stage: Stage, address: string): string {
  return stage.dice.chance(0.3) ? inAnotherCase(stage.dice, address) : address;
}
