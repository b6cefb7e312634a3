import { readBirthDate } from '../../../src/customer/normal-forms/birth-date';

test.each([
  ['1980-03-04', 1980, 3, 4, false],
  ['19800304', 1980, 3, 4, false],
  ['1980-3-4', 1980, 3, 4, false],
  ['1980-03-04T00:00:00Z', 1980, 3, 4, false],
  ['3/4/1980', 1980, 3, 4, true],
  ['4/4/1980', 1980, 4, 4, false],
  ['13/4/1980', 1980, 4, 13, false],
  ['3/14/80', 1980, 3, 14, false],
  ['3/14/05', 2005, 3, 14, false],
  ['4-Mar-80', 1980, 3, 4, false],
  ['4. März 1980', 1980, 3, 4, false],
  ['4 août 1980', 1980, 8, 4, false],
  ['14 juillet 1980', 1980, 7, 14, false],
  ['Mar 4 1980', 1980, 3, 4, false],
  ['March 4th, 1980', 1980, 3, 4, false],
])('%s', (text, year, month, day, ambiguous) => expect(readBirthDate(text)).toEqual({ year, month, day, ambiguous }));

test('a date that no calendar has is kept: a slip in it is the same slip twice', () => {
  expect(readBirthDate('1980-02-31')).toEqual({ year: 1980, month: 2, day: 31, ambiguous: false });
});

test.each(['', 'unknown', '1980', '00/00/0000', '4-Xyz-80', '1980-00-10', '99/99/1980', 'x'.repeat(100)])(
  '%j is no date',
  (text) => expect(readBirthDate(text)).toBeNull(),
);
