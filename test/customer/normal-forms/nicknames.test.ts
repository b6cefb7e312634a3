import { areNicknames, hasInitial, isKnownGivenName } from '../../../src/customer/normal-forms/nicknames';
import { referenceRows } from '../reference-data';

const rows = referenceRows('reference/nicknames.csv');
const withRows = rows ? it : it.skip;

describe('nicknames', () => {
  it.each([
    ['robert', 'bob'],
    ['bob', 'rob'],
    ['kate', 'katherine'],
    ['kate', 'caitlin'],
    ['catherine', 'kathryn'],
    ['elizabeth', 'betty'],
    ['william', 'bill'],
    ['giuseppe', 'beppe'],
    ['wilhelm', 'willi'],
    ['francisco', 'paco'],
    ['aleksandr', 'sasha'],
  ])('relate %s and %s, both ways', (a, b) => {
    expect([areNicknames(a, b), areNicknames(b, a)]).toEqual([true, true]);
  });

  it.each([
    ['katherine', 'caitlin'],
    ['robert', 'william'],
    ['alexander', 'alexandra'],
    ['andreas', 'andrea'],
    ['simon', 'simone'],
    ['paul', 'paula'],
    ['anna', 'hannah'],
    ['nobody', 'nobody'],
  ])('do not relate %s and %s', (a, b) => {
    expect(areNicknames(a, b)).toBe(false);
  });

  it('know the letters people sign with', () => {
    expect(['r', 'b', 'x'].map((letter) => hasInitial('robert', letter))).toEqual([true, true, false]);
    expect(hasInitial('unheardof', 'u')).toBe(true);
  });

  withRows('agree with the reference list where both know the names', () => {
    const known = rows!.filter(({ name1, name2 }) => isKnownGivenName(name1!) && isKnownGivenName(name2!));
    const agreed = known.filter(({ name1, name2 }) => areNicknames(name1!, name2!));
    const givenNames = new Set(rows!.map(({ name1 }) => name1!));
    const covered = [...givenNames].filter(isKnownGivenName).length;
    console.info(
      `nicknames: ${covered} of ${givenNames.size} reference given names known; ` +
        `${agreed.length} of ${known.length} reference pairs between known names related; ` +
        `${agreed.length} of ${rows!.length} reference pairs in all`,
    );
    // What is left is what we mean to keep apart: other names in our eyes (Robert and Bill, Emily and Emma), names of
    // couples (Louis and Louise), translations that nobody uses of himself (Ian and John).
    expect(agreed.length / known.length).toBeGreaterThan(0.9);
  });
});
