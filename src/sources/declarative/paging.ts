/** How a long answer goes on: where the next page is, by what this one says. */
import type { HttpResponse } from '../../remote/client';
import { invalidResponse } from '../../remote/fault';
import { holds } from './condition';
import { scalarText, valueAt } from './json-path';
import type { Position } from './request';
import type { PagePlan } from './shape';

/** Undefined: this was the last page. @param rows how many records this page had. */
export function nextPosition(
  page: PagePlan | undefined,
  position: Position,
  answer: HttpResponse,
  rows: number,
): Position {
  if (!page || page.type === 'none') return undefined;
  if (page.more && !holds(page.more, answer.body)) return undefined;
  const next = following(page, position, answer, rows);
  if (next === undefined) {
    // What says that it goes on and not where would be cut short in silence.
    if (page.more) throw invalidResponse('a list goes on without saying where');
    return undefined;
  }
  if (next === position) throw invalidResponse('a list goes round in circles');
  return next;
}

function following(
  page: Exclude<PagePlan, { type: 'none' }>,
  position: Position,
  { body, headers }: HttpResponse,
  rows: number,
): Position {
  switch (page.type) {
    case 'cursor':
      return scalarText(page.header ? headers[page.header.toLowerCase()] : page.cursor && valueAt(body, page.cursor));
    case 'next':
      return scalarText(valueAt(body, page.url));
    case 'link':
      return nextLink(headers.link);
    case 'page': {
      const number = typeof position === 'number' ? position : page.start;
      const pages = count(
        page.pagesHeader ? headers[page.pagesHeader.toLowerCase()] : page.pages && valueAt(body, page.pages),
      );
      const told = page.pages !== undefined || page.pagesHeader !== undefined;
      if (told && pages === undefined) throw invalidResponse('the answer does not say how many pages there are');
      const goesOn =
        pages !== undefined ? number - page.start + 1 < pages : page.more !== undefined || fills(page, rows);
      return goesOn ? number + 1 : undefined;
    }
    case 'offset': {
      const offset = (typeof position === 'number' ? position : 0) + rows;
      const total = count(
        page.totalHeader ? headers[page.totalHeader.toLowerCase()] : page.total && valueAt(body, page.total),
      );
      const told = page.total !== undefined || page.totalHeader !== undefined;
      if (told && total === undefined) throw invalidResponse('the answer does not say how many rows there are');
      if (total !== undefined && offset < total && rows === 0) throw invalidResponse('a list ends before its end');
      const goesOn = total !== undefined ? offset < total : page.more !== undefined || fills(page, rows);
      return goesOn ? offset : undefined;
    }
  }
}

/** Whether a page can be followed by another: by default only an empty one cannot, since APIs cap sizes in silence. */
function fills(
  page: { readonly lastIsShort: boolean; readonly size: { readonly value: number } },
  rows: number,
): boolean {
  return page.lastIsShort ? rows >= page.size.value : rows > 0;
}

function count(value: unknown): number | undefined {
  const text = scalarText(value);
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) : undefined;
}

/** RFC 8288: `<https://…>; rel="next"`, among others. */
function nextLink(header: string | undefined): string | undefined {
  for (const [, url, parameters] of (header ?? '').slice(0, 8000).matchAll(/<([^<>]*)>([^<]*)/g)) {
    if (/;\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next\b)/i.test(parameters ?? '')) return url;
  }
  return undefined;
}
