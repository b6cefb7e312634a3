import { CalendarDate, DateTime, Decimal, Json } from '../../src/api/scalars';

it.each([
  [DateTime, '2026-11-24T19:48:00Z', '2026-11-24T19:48:00Z'],
  [DateTime, '2026-11-24T19:48:00.123+01:00', '2026-11-24T19:48:00.123+01:00'],
  [DateTime, 0, '1970-01-01T00:00:00.000Z'],
  [CalendarDate, '1815-12-10', '1815-12-10'],
  [Decimal, '-29.90', '-29.90'],
  [Decimal, '12345678901234567890.01', '12345678901234567890.01'],
])('%s writes %s as it is', (scalar, value, expected) => {
  expect(scalar.serialize(value)).toBe(expected);
});

it.each([
  [DateTime, '24.11.2026'],
  [DateTime, '2026-11-24'],
  [CalendarDate, 'in May'],
  [Decimal, 29.9],
  [Decimal, '1e5'],
])('%s takes %s for an invalid response, and does not quote it', (scalar, value) => {
  expect(() => scalar.serialize(value)).toThrow(
    expect.objectContaining({
      code: 'SOURCE_UNAVAILABLE',
      message: expect.not.stringContaining(String(value)),
      details: { state: 'INVALID_RESPONSE', retryable: false },
    }),
  );
});

it('JSON keeps the shape of its value, and is never an input', () => {
  const value = { city: 'Wien', tags: ['a'] };
  expect(Json.serialize(value)).toBe(value);
  expect(() => Json.parseValue('x')).toThrow('answers only');
});
