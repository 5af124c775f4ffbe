import { describe, expect, it } from 'vitest';
import { attachmentHeader, reportFileName } from './files.ts';

const of = (scope: string, zone = 'UTC', id = 'report_1') =>
  reportFileName({ id, scope, week: '2026-11-16', zone }, 'csv');

describe('the file of a report', () => {
  it.each([
    ['slate', 'ovation-slate-2026-11-16.csv.zip'],
    ['title:salt-road-1', 'ovation-title-salt-road-1-2026-11-16.csv.zip'],
    ['campaign:../a b/"c"', 'ovation-campaign-..~2fa~20b~2f~22c~22-2026-11-16.csv.zip'],
    ['title:夜の物語', 'ovation-title-夜の物語-2026-11-16.csv.zip'],
  ])('of %s is called %s', (scope, name) => expect(of(scope)).toBe(name));

  it('has a name that every file system takes, whatever its title is called', () => {
    expect(Buffer.byteLength(of(`title:${'𠮷'.repeat(128)}`))).toBeLessThanOrEqual(255);
  });

  it('is another of another report', () => {
    const long = `title:${'x'.repeat(128)}`;
    const names = [
      ...[of('title:a b'), of('title:a/b'), of('title:a-b'), of('title:a~20b')],
      ...[of('slate'), of('slate', 'Asia/Tokyo'), of('slate', 'Etc/GMT+1'), of('slate', 'Etc/GMT-1')],
      ...[of(long), of(`${long.slice(0, -1)}y`, 'UTC', 'report_2')],
    ];
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain('ovation-slate-2026-11-16-Asia-Tokyo.csv.zip');
  });

  it('is named to browsers that know no more than ASCII, too', () => {
    expect(attachmentHeader(of('slate'))).toBe('attachment; filename="ovation-slate-2026-11-16.csv.zip"');
    expect(attachmentHeader(of('title:夜'))).toBe(
      `attachment; filename="ovation-title---2026-11-16.csv.zip"; filename*=UTF-8''ovation-title-%E5%A4%9C-2026-11-16.csv.zip`,
    );
  });
});
