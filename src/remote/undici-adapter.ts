/**
 * An axios adapter over an undici pool. axios keeps the request as a value that tests and interceptors understand; undici
 * carries it at a third of the CPU of axios's own http adapter (docs/decisions/0002-axios-over-an-undici-adapter.md).
 */
import type { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { type AxiosAdapter, AxiosHeaders } from 'axios';
import type { Dispatcher, Pool } from 'undici';

/** The answer's body is larger than the client allows, before or after decompression. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

/** The answer's content-encoding could not be undone. */
export class BadEncoding extends Error {
  override readonly name = 'BadEncoding';
}

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

export function undiciAdapter(pool: Pool, maxBodyBytes: number): AxiosAdapter {
  return async (config) => {
    const response = await pool.request({
      method: (config.method ?? 'get').toUpperCase() as Dispatcher.HttpMethod,
      path: config.url ?? '/',
      headers: config.headers.toJSON() as Record<string, string>,
      body: config.data as string | undefined,
      signal: config.signal as AbortSignal | undefined,
    });
    const headers = new AxiosHeaders();
    for (const [name, value] of Object.entries(response.headers)) {
      if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
    }
    const encoding = String(response.headers['content-encoding'] ?? 'identity').toLowerCase();
    const data = await readText(response.body, encoding, maxBodyBytes);
    return { data, status: response.statusCode, statusText: '', headers, config, request: undefined };
  };
}

async function readText(body: Readable, encoding: string, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const collect = async (stream: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of stream) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new BodyTooLarge(`more than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
  };
  if (encoding === 'identity' || encoding === '') {
    await collect(body);
  } else {
    const decoder = DECODERS[encoding];
    if (!decoder) {
      body.on('error', () => undefined).destroy();
      throw new BadEncoding(`content-encoding ${JSON.stringify(encoding.slice(0, 20))} is not supported`);
    }
    try {
      await pipeline(body, decoder(), collect as (stream: AsyncIterable<unknown>) => Promise<void>);
    } catch (error) {
      // A pipeline may report the closing of its first stream in place of what closed it.
      if (bytes > maxBytes) throw new BodyTooLarge(`more than ${maxBytes} bytes`);
      if (isZlibError(error)) throw new BadEncoding('the compressed body is damaged', { cause: error });
      throw error;
    }
  }
  return Buffer.concat(chunks, bytes).toString('utf8');
}

function isZlibError(error: unknown): boolean {
  return String((error as NodeJS.ErrnoException).code).startsWith('Z_');
}
