/** Permanent public ids of customers: `cus_` and 128 random bits in base32. Once issued, an id resolves for ever. */
export type CustomerId = `cus_${string}`;

export function isCustomerId(text: string): text is CustomerId {
  return /^cus_[0-9a-z]{26}$/.test(text);
}
