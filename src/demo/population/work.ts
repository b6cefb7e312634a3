/** Invented companies with their domains, and the jobs in them. */
export interface Company {
  readonly name: string;
  /** A second-level name under `.example`. */
  readonly domain: string;
}

const FRONTS = [
  'Marrowgate',
  'Snapdragon',
  'Tallowick',
  'Brindleford',
  'Quagmire & Daughters',
  'Öresund Kork',
  'Pamplemousse',
];
const BACKS = ['Instruments', 'Freight', 'Textiles', 'Bakeries', 'Optics', 'Analytics', 'Foundry'];

export const COMPANIES: readonly Company[] = FRONTS.flatMap((front) =>
  BACKS.map((back) => ({
    name: `${front} ${back}`,
    domain: `${`${front}-${back}`
      .normalize('NFKD')
      .toLowerCase()
      .replace(/[^a-z]+/g, '-')
      .replace(/^-|-$/g, '')}.example`,
  })),
);

export const JOB_TITLES = [
  'Head of Purchasing',
  'Warehouse Manager',
  'Lens Grinder',
  'Chief Kork Officer',
  'Payroll Clerk',
  'Design Lead',
  'Night Baker',
  'Procurement Analyst',
  'Loom Technician',
  'Founder',
  'Office Manager',
] as const;

/** Who looks after contacts in the CRM. Staff, not customers. */
export const OWNERS = [
  { id: '41629701', email: 'ines.vogt@onefold-demo.example', firstName: 'Ines', lastName: 'Vogt' },
  { id: '41629702', email: 'marc.tully@onefold-demo.example', firstName: 'Marc', lastName: 'Tully' },
  { id: '41629703', email: 'priya.rao@onefold-demo.example', firstName: 'Priya', lastName: 'Rao' },
  { id: '41629704', email: 'leon.sand@onefold-demo.example', firstName: 'Leon', lastName: 'Sand' },
  { id: '41629705', email: 'ada.kern@onefold-demo.example', firstName: 'Ada', lastName: 'Kern' },
] as const;

export const LIFECYCLE_STAGES = [
  'subscriber',
  'lead',
  'marketingqualifiedlead',
  'salesqualifiedlead',
  'opportunity',
  'customer',
  'evangelist',
] as const;
