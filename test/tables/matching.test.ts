/**
 * Cases that experts argue about, as a table: what two records say, and what is made of it. The model is trained on invented
 * people, some of whom live in families.
 */
import { dirtyPeople } from '../../scripts/dirty-people';
import type { Explanation } from '../../src/identity/matching/explanation';
import { Matching } from '../../src/identity/matching/matching';
import type { MatchFields } from '../../src/identity/matching/record';

const trained = new Matching();
for (const record of dirtyPeople(300, 21)) trained.add(record);
const { model } = trained;

/** `given family | birth date | e-mail | phone | street, town code | TYPE id`, any of them empty. */
function fields(line: string): MatchFields {
  const [name = '', birthDate = '', email = '', phone = '', address = '', id = ''] = line
    .split('|')
    .map((cell) => cell.trim());
  const [firstName = '', ...lastName] = name.split(' ');
  const [line1, town = ''] = address.split(',').map((part) => part.trim());
  const at = town.lastIndexOf(' ');
  const [type, value] = id.split(' ');
  return {
    names: [{ firstName: firstName.replaceAll('_', ' '), lastName: lastName.join(' ').replaceAll('_', ' ') }],
    birthDate,
    identifiers: [
      { type: 'EMAIL', value: email },
      { type: 'PHONE', value: phone },
      ...(value === undefined ? [] : [{ type: type!, value }]),
    ],
    addresses: address === '' ? [] : [{ line1, city: town.slice(0, at), postalCode: town.slice(at + 1) }],
    region: 'US',
  };
}

type Row = readonly [string, string, string, Explanation['verdict']];
const HOME = '12 Ockham Road, Weybridge 20001';
const rows: readonly Row[] = [
  [
    'the same in everything',
    'Ada Lovelace|1975-12-10|ada@engines.example',
    'Ada Lovelace|1975-12-10|ada@engines.example',
    'LINK',
  ],
  [
    'a nickname and the same e-mail',
    'Robert Quennell||rq77@engines.example',
    'Bob Quennell||rq77@engines.example',
    'LINK',
  ],
  ['a nickname and the same birth date', 'Elizabeth Quennell|1971-05-02', 'Liz Quennell|1971-05-02', 'LINK'],
  [
    'Katherine and Caitlin are both Kate, and not each other',
    `Katherine Quennell||||${HOME}`,
    `Caitlin Quennell||||${HOME}`,
    'APART',
  ],
  ['given and family name swapped', 'Ottoline Quennell|1971-05-02', 'Quennell Ottoline|1971-05-02', 'LINK'],
  ['day and month swapped', `Ottoline Quennell|1971-05-02|||${HOME}`, `Ottoline Quennell|1971-02-05|||${HOME}`, 'LINK'],
  ['a date that can be read in two ways', 'Ottoline Quennell|3/4/1971', 'Ottie Quennell|1971-04-03', 'LINK'],
  [
    'one wrong digit in the birth date',
    `Ottoline Quennell|1971-05-02|||${HOME}`,
    `Ottoline Quennell|1977-05-02|||${HOME}`,
    'LINK',
  ],
  [
    'married: another family name, the same e-mail and birth date',
    'Ottoline Quennell|1971-05-02|otti@engines.example',
    'Ottoline Marchbanks|1971-05-02|otti@engines.example',
    'LINK',
  ],
  [
    'moved: another address, the same e-mail',
    `Ottoline Quennell||otti@engines.example||${HOME}`,
    'Ottoline Quennell||otti@engines.example||3 Mill Lane, Thurso 90210',
    'LINK',
  ],
  [
    'husband and wife at one address with one telephone',
    `John Quennell|||+12025550123|${HOME}`,
    `Mary Quennell|||+12025550123|${HOME}`,
    'APART',
  ],
  [
    'and with one e-mail',
    `John Quennell||home@quennell.example|+12025550123|${HOME}`,
    `Mary Quennell||home@quennell.example|+12025550123|${HOME}`,
    'APART',
  ],
  [
    'twins: the same birth date too',
    `John Quennell|1999-03-04|||${HOME}`,
    `James Quennell|1999-03-04|||${HOME}`,
    'APART',
  ],
  [
    'father and son of one name, born a generation apart',
    `John Quennell|1960-03-04|||${HOME}`,
    `John Quennell|1991-10-22|||${HOME}`,
    'REVIEW',
  ],
  [
    'father and son who say so',
    `John Quennell_Jr|||+12025550123|${HOME}`,
    `John Quennell_Sr|||+12025550123|${HOME}`,
    'APART',
  ],
  ['a frequent name alone', 'James Smith', 'James Smith', 'APART'],
  ['a rare name alone', 'Ottoline Quennell', 'Ottoline Quennell', 'REVIEW'],
  [
    'colleagues: one company domain, two people',
    'Ottoline Quennell||oq@engines.example',
    'Peregrine Marchbanks||pm@engines.example',
    'APART',
  ],
  ['the office telephone', 'Ottoline Quennell|||+12025550123', 'Peregrine Marchbanks|||+12025550123', 'APART'],
  [
    'one passport, and the names agree',
    'Ottoline Quennell|||||PASSPORT X1234567',
    'Otoline Quennell|||||PASSPORT x-1234567',
    'LINK',
  ],
  [
    'one passport, and the names are two people’s',
    'Mary Quennell|||||PASSPORT X1234567',
    'John Marchbanks|||||PASSPORT X1234567',
    'APART',
  ],
  [
    'the same e-mail mistyped',
    'Ottoline Quennell||ottoline@engines.example',
    'Ottoline Quennell||ottoline@enginse.example',
    'LINK',
  ],
  [
    'the same name at two providers is what the name already says',
    'James Smith||james.smith@gmail.com',
    'James Smith||james.smith@outlook.com',
    'APART',
  ],
  ['second names that differ', `Anna_Sophie Quennell||||${HOME}`, `Anna_Marie Quennell||||${HOME}`, 'APART'],
  ['fill-ins are no agreement', 'n/a unknown|||0000000000', 'N/A Unknown|||0000000000', 'APART'],
];

test.each(rows)('%s', (_title, a, b, verdict) => {
  const matching = new Matching({ model, population: 100_000 });
  const refs = [a, b].map((line, at) => ({ source: 'crm', id: `${at}`, line }));
  for (const { source, id, line } of refs) matching.add({ ref: { source, id }, fields: fields(line) });
  const explained = matching.explain(refs[0]!, refs[1]!);
  expect({ verdict: explained.verdict, ...(explained.verdict === verdict ? {} : explained) }).toMatchObject({
    verdict,
  });
});
