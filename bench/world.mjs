/**
 * The people of the benchmark, computed from their number alone, so that upstream and runner agree without sharing
 * anything: what each vendor holds of person `n`, and what every server has to answer of them. The vendors agree on
 * every value, so that a settled value and a copied one are the same.
 */
export const PEOPLE = 500;
/** What the two queries ask for of each person. */
export const ORDERS_ASKED = 5;
export const TICKETS_ASKED = 3;

const FIRST = ['Ada', 'Bruno', 'Clara', 'Dario', 'Edda', 'Fabian', 'Greta', 'Hanno', 'Ines', 'Jonas'];
const LAST = ['Almers', 'Brandt', 'Corelli', 'Dahlke', 'Ebner', 'Falk', 'Gerber', 'Hollweg', 'Imhof', 'Jansen'];
const CITIES = ['Berlin', 'Hamburg', 'Leipzig', 'Bremen', 'Kassel'];
const ARTICLES = ['Kettle, enamelled, 1.5 l', 'Linen apron', 'Bread knife, 24 cm', 'Cast iron pan, 28 cm', 'Tea towel'];
const PROBLEMS = ['Parcel has not arrived', 'Wrong article delivered', 'Invoice for our books', 'Handle came loose'];
const STAGES = ['subscriber', 'lead', 'opportunity', 'customer'];
const PAYMENTS = ['PAID', 'PENDING', 'REFUNDED'];
const STATUSES = ['open', 'pending', 'solved', 'closed'];
const PRIORITIES = ['low', 'normal', 'high', 'urgent'];

const EPOCH = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;

const pick = (list, n) => list[n % list.length];
const at = (hours) => new Date(EPOCH + hours * HOUR).toISOString().replace('.000Z', 'Z');
const numbers = (count) => Array.from({ length: count }, (_, i) => i);

export const contactId = (n) => String(100_000_000_001 + n);
export const shopperId = (n) => `gid://shopify/Customer/${7_100_000_000_000 + n}`;
export const userId = (n) => 21_900_000_000_000 + n;
export const personOfContact = (id) => Number(id) - 100_000_000_001;
export const personOfShopper = (gid) => Number(gid.slice('gid://shopify/Customer/'.length)) - 7_100_000_000_000;
export const personOfUser = (id) => Number(id) - 21_900_000_000_000;

export function person(n) {
  const firstName = pick(FIRST, n);
  const lastName = `${pick(LAST, Math.floor(n / 10))}-${pick(LAST, Math.floor(n / 100))}`;
  const orders = numbers(ORDERS_ASKED + (n % 3)).map((i) => order(n, i));
  return {
    n,
    firstName,
    lastName,
    email: `${firstName}.${lastName}.${n}@people.test`.toLowerCase(),
    phone: `+49151${20_000_000 + n}`,
    company: `${pick(LAST, n + 3)} & ${pick(LAST, n + 5)} GmbH`,
    jobTitle: `Buyer ${n % 7}`,
    lifecycleStage: pick(STAGES, n),
    ownerId: String(4_400_000 + (n % 9)),
    locale: 'de',
    timeZone: 'Europe/Berlin',
    tags: [`group-${n % 4}`, `since-${2015 + (n % 10)}`],
    address: {
      line1: `Hauptstrasse ${n + 1}`,
      city: pick(CITIES, n),
      region: `Region ${n % 5}`,
      postalCode: String(10_000 + n),
      country: 'DE',
    },
    createdAt: at(n),
    updatedAt: at(5000 + n),
    orders,
    orderCount: orders.length,
    spent: { amount: cents(orders.reduce((sum, one) => sum + one.cents, 0)), currencyCode: 'EUR' },
    tickets: numbers(TICKETS_ASKED).map((i) => ticket(n, i)),
  };
}

/** Newest first, as the vendors list them. */
function order(n, i) {
  const lines = [0, 1].map((l) => {
    const article = (n + 2 * i + l) % 5;
    return {
      title: ARTICLES[article],
      sku: `SKU-${1000 + article}-${l}`,
      quantity: 1 + ((n + i) % 3),
      cents: 990 + 100 * article + l,
    };
  });
  const total = lines.reduce((sum, line) => sum + line.quantity * line.cents, 0);
  return {
    id: `gid://shopify/Order/${5_600_000_000_000 + 10 * n + i}`,
    name: `#${100_000 + 10 * n + i}`,
    processedAt: at(4000 - 100 * i + (n % 50)),
    payment: pick(PAYMENTS, n + i),
    cents: total,
    lines,
  };
}

function ticket(n, i) {
  return {
    id: 3_000_000 + 10 * n + i,
    subject: `${pick(PROBLEMS, n + i)} (${n}/${i})`,
    status: pick(STATUSES, n + i),
    priority: pick(PRIORITIES, n + 2 * i),
    createdAt: at(4500 - 200 * i + (n % 60)),
    updatedAt: at(4600 - 200 * i + (n % 60)),
  };
}

export const cents = (amount) => `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}`;

/** What both queries ask of a person, in one form for all servers; see `canonical` of each participant. */
export function expected(n) {
  const one = person(n);
  return {
    firstName: one.firstName,
    lastName: one.lastName,
    email: one.email,
    phone: one.phone,
    company: one.company,
    jobTitle: one.jobTitle,
    lifecycleStage: one.lifecycleStage,
    ownerId: one.ownerId,
    locale: one.locale,
    timeZone: one.timeZone,
    tags: one.tags,
    address: one.address,
    orderCount: one.orderCount,
    spent: one.spent,
    orders: one.orders.slice(0, ORDERS_ASKED).map((order) => ({
      number: order.name,
      placedAt: instant(order.processedAt),
      payment: order.payment,
      total: { amount: cents(order.cents), currencyCode: 'EUR' },
      lines: order.lines.map((line) => ({
        title: line.title,
        sku: line.sku,
        quantity: line.quantity,
        unitPrice: { amount: cents(line.cents), currencyCode: 'EUR' },
      })),
    })),
    tickets: one.tickets.slice(0, TICKETS_ASKED).map((ticket) => ({
      number: String(ticket.id),
      subject: ticket.subject,
      status: ticket.status,
      priority: ticket.priority,
      createdAt: instant(ticket.createdAt),
    })),
  };
}

/** Times compare as moments: servers may or may not write the milliseconds. */
export const instant = (written) => new Date(written).toISOString();
