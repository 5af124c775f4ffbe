import type { IncomingHttpHeaders } from 'node:http';
import { RequestRefused } from './refused.ts';

export type BodyFormat = 'ndjson' | 'json';
export type BodyCoding = 'identity' | 'gzip' | 'zstd';

export interface Content {
  readonly format: BodyFormat;
  readonly coding: BodyCoding;
}

const FORMATS: Readonly<Record<string, BodyFormat>> = {
  'application/x-ndjson': 'ndjson',
  'application/ndjson': 'ndjson',
  'application/jsonl': 'ndjson',
  'application/json': 'json',
};

/** What the headers say of the body. @throws RequestRefused 415 */
export function contentOf(headers: IncomingHttpHeaders): Content {
  const [mediaType = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';');
  const format = FORMATS[mediaType.trim()];
  if (format === undefined) {
    throw new RequestRefused(415, 'content_type', 'The Content-Type is not one this port takes.', {
      hint: 'Send application/x-ndjson (a record a line) or application/json (a list of records).',
    });
  }
  const charset = parameters.map((parameter) => /^\s*charset="?([^"]*)"?\s*$/.exec(parameter)?.[1]).find(Boolean);
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8')
    throw new RequestRefused(415, 'charset', 'The body must be UTF-8.');

  const coding = (headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (coding === '' || coding === 'identity') return { format, coding: 'identity' };
  if (coding === 'gzip' || coding === 'x-gzip') return { format, coding: 'gzip' };
  if (coding === 'zstd') return { format, coding: 'zstd' };
  throw new RequestRefused(415, 'content_encoding', 'The Content-Encoding must be gzip, zstd or absent.');
}
