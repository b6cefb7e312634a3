/** The simulated account's objects by id and e-mail, and what merging and deleting contacts does to them. */
import type { HubSpotObject, World } from '../world';
import { type AssociatedType, OBJECT_TYPES, type ObjectType } from './crm-schema';

export class Account {
  private readonly byId = new Map<ObjectType, Map<string, HubSpotObject>>();
  private readonly byEmail = new Map<string, HubSpotObject>();

  constructor(private readonly world: World) {
    for (const type of OBJECT_TYPES) {
      this.byId.set(type, new Map(world.hubspot[type].map((object) => [object.id, object])));
    }
    for (const contact of world.hubspot.contacts) this.indexEmail(contact);
  }

  all(type: ObjectType): readonly HubSpotObject[] {
    return this.world.hubspot[type];
  }

  /** A contact that was merged away is answered by the survivor. */
  get(type: ObjectType, id: string): HubSpotObject | undefined {
    const survivor = type === 'contacts' ? this.survivor(id) : id;
    return this.byId.get(type)?.get(survivor);
  }

  /** By primary e-mail, whatever its case. */
  contactByEmail(email: string): HubSpotObject | undefined {
    return this.byEmail.get(email.trim().toLowerCase());
  }

  associated(contactId: string, type: AssociatedType): readonly string[] {
    const contact = this.byId.get('contacts')?.get(contactId);
    if (!contact || contact.archived) return [];
    const ids = this.world.hubspot.associations[type].get(contactId) ?? [];
    return ids.filter((id) => this.byId.get(type)?.get(id)?.archived === false);
  }

  /**
   * As HubSpot merges: the survivor's values win, its gaps are filled from the other, the other's addresses become
   * additional ones, everything associated with either is associated with the survivor.
   */
  merge(from: string, into: string): void {
    const loser = this.contact(from);
    const survivor = this.contact(into);
    if (loser === survivor) throw new RangeError(`contact ${from} cannot be merged into itself`);
    for (const [property, value] of Object.entries(loser.properties)) {
      if (MERGED_APART.has(property)) continue;
      survivor.properties[property] ??= value;
    }
    const emails = distinct([...emailsOf(survivor), ...emailsOf(loser)]);
    survivor.properties.email = emails[0] ?? null;
    survivor.properties.hs_additional_emails = emails.slice(1).join(';') || null;
    survivor.properties.hs_merged_object_ids = distinct([...mergedInto(survivor), ...mergedInto(loser), loser.id]).join(
      ';',
    );
    this.touch(survivor);

    const { associations, contacts, merged } = this.world.hubspot;
    for (const lists of Object.values(associations)) {
      const union = distinct([...(lists.get(survivor.id) ?? []), ...(lists.get(loser.id) ?? [])]);
      if (union.length > 0) lists.set(survivor.id, union);
      lists.delete(loser.id);
    }
    merged.set(loser.id, survivor.id);
    contacts.splice(contacts.indexOf(loser), 1);
    this.byId.get('contacts')?.delete(loser.id);
    this.byEmail.clear();
    for (const contact of contacts) this.indexEmail(contact);
  }

  /** Into the recycle bin: only reads of archived objects see it. */
  remove(id: string): void {
    const contact = this.contact(id);
    contact.archived = true;
    this.touch(contact);
  }

  private contact(id: string): HubSpotObject {
    const contact = this.byId.get('contacts')?.get(this.survivor(id));
    if (!contact || contact.archived) throw new RangeError(`no contact ${id}`);
    return contact;
  }

  private survivor(id: string): string {
    const { merged } = this.world.hubspot;
    let current = id;
    for (let hops = 0; hops <= merged.size; hops++) {
      const next = merged.get(current);
      if (next === undefined) return current;
      current = next;
    }
    return current;
  }

  private touch(object: HubSpotObject): void {
    const at = new Date(this.world.now).toISOString();
    object.updatedAt = at;
    object.properties.lastmodifieddate = at;
  }

  private indexEmail(contact: HubSpotObject): void {
    const email = contact.properties.email?.trim().toLowerCase();
    if (email && !this.byEmail.has(email)) this.byEmail.set(email, contact);
  }
}

const MERGED_APART = new Set(['email', 'hs_additional_emails', 'hs_merged_object_ids', 'hs_object_id']);

function emailsOf(contact: HubSpotObject): string[] {
  return [contact.properties.email ?? '', ...(contact.properties.hs_additional_emails ?? '').split(';')].filter(
    Boolean,
  );
}

function mergedInto(contact: HubSpotObject): string[] {
  return (contact.properties.hs_merged_object_ids ?? '').split(';').filter(Boolean);
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}
