/**
 * Invented names. Family names are built from parts that no real family uses together, so that a search for them in a
 * log or a store finds this population and nothing else.
 */
import type { Dice } from './dice';

export interface FullName {
  readonly given: string;
  readonly family: string;
  /** Everyday form of `given` that every nickname table knows; absent where there is none. */
  readonly nickname?: string;
  /** How the name is typed into an address: ASCII, lower case. */
  readonly latinGiven: string;
  readonly latinFamily: string;
}

/** Formal given names with the short forms that people use. One short form each is given to one person. */
export const NICKNAMES: Readonly<Record<string, readonly string[]>> = {
  Robert: ['Bob'],
  William: ['Bill'],
  Elizabeth: ['Liz', 'Beth'],
  Katherine: ['Kate'],
  Michael: ['Mike'],
  James: ['Jim'],
  Margaret: ['Peggy'],
  Thomas: ['Tom'],
  Richard: ['Dick'],
  Jennifer: ['Jen'],
  Alexander: ['Alex'],
  Christopher: ['Chris'],
  Daniel: ['Dan'],
  Matthew: ['Matt'],
  Joseph: ['Joe'],
  Samuel: ['Sam'],
  Andrew: ['Andy'],
  Anthony: ['Tony'],
  Edward: ['Ted'],
  Nicholas: ['Nick'],
  Patricia: ['Pat'],
  Rebecca: ['Becky'],
  Susan: ['Sue'],
  Benjamin: ['Ben'],
};

/**
 * Given names for people who share a mailbox: no two of them could be taken for one another, by spelling, by nickname
 * or by swapping given and family name.
 */
export const CLEARLY_DIFFERENT = [
  'Robert',
  'Ingeborg',
  'Oluwaseun',
  'Katherine',
  'Yusuf',
  'Philippa',
  'Daniel',
  'Guadalupe',
  'Zbigniew',
  'Margaret',
  'Hildegard',
  'Thomas',
] as const;

interface Culture {
  readonly given: readonly string[];
  readonly familyFronts: readonly string[];
  readonly familyBacks: readonly string[];
}

const CULTURES: Readonly<Record<'english' | 'nordic' | 'polish' | 'german' | 'french' | 'iberian' | 'igbo', Culture>> =
  {
    english: {
      given: Object.keys(NICKNAMES),
      familyFronts:
        'Quill Thorn Marrow Ravens Wether Bracken Hollow Pinch Larks Otter Glim Fennel Tarn Snood Crumble Wimble'.split(
          ' ',
        ),
      familyBacks:
        'feathery buckle gatley worthing combely whistler mantlet thwaiting bottomly spokes ridgely puddock'.split(' '),
    },
    nordic: {
      given: ['Sigrid', 'Bjørn', 'Åsa', 'Ingeborg', 'Torbjörn', 'Solveig', 'Øyvind', 'Ragnhild', 'Märta', 'Halvard'],
      familyFronts: ['Øster', 'Fjäll', 'Åker', 'Bjørke', 'Grønne', 'Sjöber', 'Hvale', 'Ljunge', 'Tjäder', 'Rogne'],
      familyBacks: ['gårdsholm', 'strandhus', 'vikssøn', 'hjelmstad', 'kvistberg', 'skogstrøm'],
    },
    polish: {
      given: ['Zbigniew', 'Małgorzata', 'Łucja', 'Stanisław', 'Grażyna', 'Wojciech', 'Agnieszka', 'Przemysław'],
      familyFronts: ['Brzęcz', 'Łukasz', 'Żółw', 'Krzyw', 'Świerszcz', 'Dzięcioł', 'Wiąz', 'Chrząst'],
      familyBacks: ['ykowiak', 'ewiczny', 'owiński', 'yńczyk', 'ewszczak'],
    },
    german: {
      given: ['Jürgen', 'Hildegard', 'Wölfli', 'Käthe', 'Dietmar', 'Anneliese', 'Gernot', 'Roswitha'],
      familyFronts: ['Grünz', 'Öhlen', 'Käuz', 'Pfifer', 'Schnüff', 'Quarkel', 'Wöll', 'Zwiebel'],
      familyBacks: ['weilerer', 'häuserling', 'müllnau', 'stösserich', 'brennstedt', 'lingenthal'],
    },
    french: {
      given: ['Éloïse', 'Thibault', 'Geneviève', 'Aurélien', 'Maëlys', 'Côme', 'Solène', 'Barthélemy'],
      familyFronts: ['Beaug', 'Villar', 'Montess', 'Châtel', 'Brév', 'Clérm', 'Fauvel', 'Gréss'],
      familyBacks: ['oisinette', 'ésilleau', 'ournellière', 'ampêtroy', 'avergnot'],
    },
    iberian: {
      given: ['João', 'Guadalupe', 'Íñigo', 'Conceição', 'Begoña', 'Vasco', 'Itziar', 'Anselmo'],
      familyFronts: ['Guimar', 'Ferreir', 'Saaved', 'Castañ', 'Montejun', 'Quintan'],
      familyBacks: ['ãesinho', 'ólezuela', 'reirão', 'edillano', 'egrilhas'],
    },
    igbo: {
      given: ['Oluwaseun', 'Chidimma', 'Adébáyọ', 'Ngozi', 'Temitọpẹ', 'Ifeanyi', 'Folasade', 'Obinna'],
      familyFronts: ['Okwu', 'Adeto', 'Chuku', 'Nwobi', 'Olafem', 'Ezechi'],
      familyBacks: ['emekara', 'kunbolade', 'wuchinda', 'anyaloku', 'badejora'],
    },
  };

const KANJI = {
  given: [
    ['美咲', 'Misaki'],
    ['健太郎', 'Kentaro'],
    ['陽子', 'Yoko'],
    ['大輔', 'Daisuke'],
  ],
  family: [
    ['鶴喜多', 'Tsurukita'],
    ['雲母坂', 'Kirarazaka'],
    ['蛭子丸', 'Ebisumaru'],
    ['鵜飼崎', 'Ukaizaki'],
    ['朱雀院', 'Suzakuin'],
  ],
} as const;

export type CultureName = keyof typeof CULTURES | 'japanese';

const CULTURE_WEIGHTS: readonly (readonly [CultureName, number])[] = [
  ['english', 46],
  ['nordic', 12],
  ['polish', 9],
  ['german', 10],
  ['french', 8],
  ['iberian', 7],
  ['igbo', 6],
  ['japanese', 2],
];

export function inventName(dice: Dice, wanted?: { culture?: CultureName; given?: string; family?: string }): FullName {
  const culture = wanted?.culture ?? dice.weighted(CULTURE_WEIGHTS);
  if (culture === 'japanese') {
    const [given, latinGiven] = dice.pick(KANJI.given);
    const [family, latinFamily] = dice.pick(KANJI.family);
    return { given, family, latinGiven: typeable(latinGiven), latinFamily: typeable(latinFamily) };
  }
  const lists = CULTURES[culture];
  const given = wanted?.given ?? dice.pick(lists.given);
  const family = wanted?.family ?? dice.pick(lists.familyFronts) + dice.pick(lists.familyBacks);
  const nicknames = NICKNAMES[given];
  return {
    given,
    family,
    ...(nicknames === undefined ? {} : { nickname: dice.pick(nicknames) }),
    latinGiven: typeable(given),
    latinFamily: typeable(family),
  };
}

const LETTERS: Readonly<Record<string, string>> = { ø: 'o', ł: 'l', ß: 'ss', æ: 'ae', đ: 'd' };

/** ASCII letters only, lower case: what people make of their name when they choose an address. */
function typeable(name: string): string {
  return withoutMarks(name)
    .toLowerCase()
    .replace(/[øłßæđ]/g, (letter) => LETTERS[letter] ?? '')
    .replace(/[^a-z]/g, '');
}

/** `Éloïse` as `Eloise`. Letters that only look marked (ø, ł) stay: Unicode does not take them apart either. */
export function withoutMarks(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '');
}
