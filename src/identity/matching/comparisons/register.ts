/** The comparisons there are, in the order in which explanations list them. A new one is a file and a line here. */
import type { Comparison } from '../comparison';
import { ADDRESS } from './address';
import { BIRTH_DATE } from './birth-date';
import { COMPANY } from './company';
import { EMAIL } from './email';
import { GENDER } from './gender';
import { IDENTIFIERS } from './identifiers';
import { FAMILY_NAME, GIVEN_NAME, NAME_ORDER } from './names';
import { PHONE } from './phone';

export const COMPARISONS: readonly Comparison[] = [
  GIVEN_NAME,
  FAMILY_NAME,
  NAME_ORDER,
  BIRTH_DATE,
  EMAIL,
  PHONE,
  ADDRESS,
  COMPANY,
  IDENTIFIERS,
  GENDER,
];
